package com.remitflex.web.dashboard.site;

import java.util.Arrays;
import java.util.List;

/** An entry of the navigation, with the pages below it. */
public enum Section {
  OVERVIEW(Group.MAIN, "/", "overview", "Overview"),
  PAYMENTS(Group.MAIN, "/payments", "payments", "Payments"),
  OFF_RAMPS(Group.MAIN, "/off-ramps", "off-ramps", "Off-ramps"),
  RECIPIENTS(Group.MAIN, "/recipients", "team", "Recipients"),
  BALANCES(Group.MAIN, "/balances", "balances", "Balances"),
  CONVERT(Group.MAIN, "/convert", "convert", "Convert"),
  LOGS(Group.MAIN, "/logs", "logs", "Logs"),
  WEBHOOKS(Group.MAIN, "/webhooks", "webhooks", "Webhooks"),
  ALERTS(Group.MAIN, "/alerts", "alerts", "Alerts"),
  SANDBOX(Group.MAIN, "/sandbox", "sandbox", "Sandbox"),
  API_KEYS(Group.SETTINGS, "/settings/api-keys", "key", "API Keys"),
  TEAM(Group.SETTINGS, "/settings/team", "team", "Team"),
  ACCOUNT(Group.SETTINGS, "/settings/account", "account", "Account"),
  AUDIT_LOG(Group.SETTINGS, "/settings/audit-log", "audit", "Audit log"),
  SECURITY(Group.SETTINGS, "/settings/security", "security", "Security"),
  DOCS(Group.HELP, "/docs", "docs", "Docs");

  /** A part of the navigation; the main part has no title. */
  public enum Group {
    MAIN(""),
    SETTINGS("Settings"),
    HELP("Help");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }

    public List<Section> sections() {
      return Arrays.stream(Section.values()).filter(section -> section.group == this).toList();
    }
  }

  private final Group group;
  private final String path;
  private final String icon;
  private final String label;

  Section(Group group, String path, String icon, String label) {
    this.group = group;
    this.path = path;
    this.icon = icon;
    this.label = label;
  }

  /** The path of its first page, below the environment. */
  public String path() {
    return path;
  }

  public String icon() {
    return icon;
  }

  public String label() {
    return label;
  }
}
