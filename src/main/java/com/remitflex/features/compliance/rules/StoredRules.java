package com.remitflex.features.compliance.rules;

import com.remitflex.platform.secrets.PepperMac;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules as the database has them. An attacker who can write rows can neither change the row,
 * because of its MAC, nor put back an old one, because the audit log records the last version. If
 * the row is not what RemitFlex wrote last, every payment is held.
 *
 * @param row empty if there is none
 * @param audited the details of the last change in the audit log; empty before the first
 */
record StoredRules(Optional<Row> row, Optional<String> audited) {
  private static final String UNTOUCHED = "[]";

  /**
   * The row.
   *
   * @param version the number of changes; 0 before the first, when it has no MAC
   */
  record Row(long version, String rules, byte @Nullable [] mac) {
    List<byte[]> macParts() {
      return StoredRules.macParts(version, rules);
    }
  }

  static List<byte[]> macParts(long version, String rules) {
    return List.of(utf8("review_rules v1"), utf8(Long.toString(version)), utf8(rules));
  }

  /** How the row differs from what RemitFlex wrote last; empty if it does not. */
  Optional<String> damage(PepperMac macs) {
    if (row.isEmpty()) {
      return Optional.of("the row was deleted");
    }
    Row found = row.get();
    long expected = audited.map(RuleJson::version).orElse(0L);
    if (found.version() != expected) {
      return Optional.of(
          "the row has version "
              + found.version()
              + ", and the audit log ends with version "
              + expected);
    }
    boolean isIntact =
        found.version() == 0
            ? found.rules().equals(UNTOUCHED)
            : macs.isValid(found.mac(), found.macParts());
    return isIntact ? Optional.empty() : Optional.of("the row has no valid MAC");
  }

  /** The rules; if the row is damaged, those that the audit log records. */
  RuleSet rules(PepperMac macs) {
    Optional<String> damage = damage(macs);
    return damage.isEmpty()
        ? new RuleSet(RuleJson.rules(row.orElseThrow().rules()), damage)
        : new RuleSet(audited.map(RuleJson::audited).orElse(List.of()), damage);
  }

  /** The version of the next change. */
  long nextVersion() {
    return Math.max(row.map(Row::version).orElse(0L), audited.map(RuleJson::version).orElse(0L))
        + 1;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
