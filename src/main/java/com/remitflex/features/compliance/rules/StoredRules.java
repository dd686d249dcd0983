package com.remitflex.features.compliance.rules;

import com.remitflex.core.audit.VersionedRow;
import com.remitflex.platform.secrets.PepperMac;
import java.util.List;
import java.util.Optional;

/**
 * The rules as the database has them. If the row is not what RemitFlex wrote last, every payment is
 * held.
 *
 * @param row empty if there is none
 * @param audited the details of the last change in the audit log; empty before the first
 */
record StoredRules(Optional<VersionedRow> row, Optional<String> audited) {

  /** How the row differs from what RemitFlex wrote last; empty if it does not. */
  Optional<String> damage(PepperMac macs) {
    return VersionedRow.damage(row, auditedVersion(), macs);
  }

  /** The rules; if the row is damaged, those that the audit log records. */
  RuleSet rules(PepperMac macs) {
    Optional<String> damage = damage(macs);
    return damage.isEmpty()
        ? new RuleSet(RuleJson.rules(row.orElseThrow().content()), damage)
        : new RuleSet(audited.map(RuleJson::audited).orElse(List.of()), damage);
  }

  /** The version of the next change. */
  long nextVersion() {
    return VersionedRow.nextVersion(row, auditedVersion());
  }

  private long auditedVersion() {
    return audited.map(RuleJson::version).orElse(0L);
  }
}
