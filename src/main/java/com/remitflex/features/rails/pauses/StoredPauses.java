package com.remitflex.features.rails.pauses;

import com.remitflex.platform.secrets.PepperMac;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pauses as the database has them. An attacker who can write rows can neither change the row,
 * because of its MAC, nor put back an old one, because the audit log records the last version. If
 * the row is not what RemitFlex wrote last, everything is paused.
 *
 * @param row empty if there is none
 * @param audited the details of the last change in the audit log; empty before the first
 * @param readAt the database's time
 */
record StoredPauses(Optional<Row> row, Optional<String> audited, Instant readAt) {
  private static final String UNTOUCHED = "[]";

  /**
   * The row.
   *
   * @param version the number of changes; 0 before the first, when it has no MAC
   */
  record Row(long version, String pauses, byte @Nullable [] mac) {
    List<byte[]> macParts() {
      return StoredPauses.macParts(version, pauses);
    }
  }

  static List<byte[]> macParts(long version, String pauses) {
    return List.of(utf8("rail_pause v1"), utf8(Long.toString(version)), utf8(pauses));
  }

  /** How the row differs from what RemitFlex wrote last; empty if it does not. */
  Optional<String> damage(PepperMac macs) {
    if (row.isEmpty()) {
      return Optional.of("the row was deleted");
    }
    Row found = row.get();
    long expected = audited.map(PauseJson::version).orElse(0L);
    if (found.version() != expected) {
      return Optional.of(
          "the row has version "
              + found.version()
              + ", and the audit log ends with version "
              + expected);
    }
    boolean isIntact =
        found.version() == 0
            ? found.pauses().equals(UNTOUCHED)
            : macs.isValid(found.mac(), found.macParts());
    return isIntact ? Optional.empty() : Optional.of("the row has no valid MAC");
  }

  /** What is paused; if the row is damaged, everything, besides what the audit log records. */
  PauseState state(PepperMac macs) {
    Optional<String> damage = damage(macs);
    if (damage.isEmpty()) {
      return PauseJson.state(row.orElseThrow().pauses());
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
    return Math.max(row.map(Row::version).orElse(0L), audited.map(PauseJson::version).orElse(0L))
        + 1;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
