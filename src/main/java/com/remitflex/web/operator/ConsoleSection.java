package com.remitflex.web.operator;

import java.util.List;

/** An entry of the navigation of the operator console. */
public enum ConsoleSection {
  HEALTH("/operator", "alerts", "Health"),
  RAILS("/operator/rails", "payments", "Rails"),
  PAYOUTS("/operator/payouts", "logs", "Waiting payouts"),
  FEES("/operator/fees", "balances", "Network fees"),
  CORRIDORS("/operator/corridors", "payments", "Corridors"),
  REVIEWS("/operator/reviews", "alerts", "Reviews"),
  REVIEW_RULES("/operator/review-rules", "security", "Review rules"),
  DEPOSITS("/operator/deposits", "balances", "Held deposits"),
  RATES("/operator/rates", "convert", "Rates"),
  OPERATORS("/operator/operators", "team", "Operators"),
  AUDIT_LOG("/operator/audit-log", "audit", "Audit log");

  private final String address;
  private final String icon;
  private final String label;

  ConsoleSection(String address, String icon, String label) {
    this.address = address;
    this.icon = icon;
    this.label = label;
  }

  public static List<ConsoleSection> all() {
    return List.of(values());
  }

  public String address() {
    return address;
  }

  public String icon() {
    return icon;
  }

  public String label() {
    return label;
  }
}
