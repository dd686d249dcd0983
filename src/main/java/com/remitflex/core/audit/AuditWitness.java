package com.remitflex.core.audit;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The last entry of an account's chain at some time, stored outside the database: in the server's
 * log or an export. A chain that was rolled back since then no longer contains it.
 */
record AuditWitness(String accountId, long seq, String hash) {
  private static final Pattern FORM =
      Pattern.compile("audit-head (acc_\\w{1,60}|platform) ([1-9][0-9]{0,17}) ([0-9a-f]{64})");

  static AuditWitness of(AuditHead head) {
    return new AuditWitness(head.accountId(), head.seq(), HexFormat.of().formatHex(head.hash()));
  }

  String line() {
    return "audit-head " + accountId + " " + seq + " " + hash;
  }

  /** All witnesses in a text, for example in a line of the server log. */
  static List<AuditWitness> in(String text) {
    List<AuditWitness> found = new ArrayList<>();
    FORM.matcher(text)
        .results()
        .forEach(one ->
            found.add(new AuditWitness(one.group(1), Long.parseLong(one.group(2)), one.group(3))));
    return found;
  }
}
