package com.remitflex.features.rails.pauses;

import com.remitflex.core.audit.VersionedRow;
import com.remitflex.platform.secrets.PepperMac;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The pauses as the database has them. If the row is not what RemitFlex wrote last, everything is
 * paused.
 *
 * @param row empty if there is none
 * @param audited the details of the last change in the audit log; empty before the first
 * @param readAt the database's time
 */
record StoredPauses(Optional<VersionedRow> row, Optional<String> audited, Instant readAt) {

  /** How the row differs from what RemitFlex wrote last; empty if it does not. */
  Optional<String> damage(PepperMac macs) {
    return VersionedRow.damage(row, auditedVersion(), macs);
  }

  /** What is paused; if the row is damaged, everything, besides what the audit log records. */
  PauseState state(PepperMac macs) {
    Optional<String> damage = damage(macs);
    if (damage.isEmpty()) {
      return PauseJson.state(row.orElseThrow().content());
    }
    PauseState last = audited.map(PauseJson::audited).orElseGet(() -> new PauseState(List.of()));
    return last.find(PauseTarget.everything(), PauseCause.DAMAGE).isPresent()
        ? last
        : last.with(
            new Pause(
                PauseTarget.everything(), PauseCause.DAMAGE, damage.get(), "platform", readAt));
  }

  /** The version of the next change. */
  long nextVersion() {
    return VersionedRow.nextVersion(row, auditedVersion());
  }

  private long auditedVersion() {
    return audited.map(PauseJson::version).orElse(0L);
  }
}
