package com.remitflex.core.audit;

import com.remitflex.platform.secrets.PepperMac;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only row of a table, which holds all of something that operators change: a JSON array. An
 * attacker who can write rows can neither change it, because of its MAC, nor put back an old one,
 * because the audit log records the version of each change.
 *
 * @param kind what the row holds, and the version of its format: a part of the MAC
 * @param version the number of changes; 0 before the first, when the row has no MAC
 */
public record VersionedRow(String kind, long version, String content, byte @Nullable [] mac) {
  private static final String UNTOUCHED = "[]";

  /** A row that is about to be written. */
  public static VersionedRow signed(String kind, long version, String content, PepperMac macs) {
    return new VersionedRow(kind, version, content, macs.sign(parts(kind, version, content)));
  }

  /** The same row with the MAC of the current pepper, if a valid MAC of an older one stands. */
  public Optional<VersionedRow> signedAgain(PepperMac macs) {
    List<byte[]> parts = parts(kind, version, content);
    return macs.isValid(mac, parts) && !macs.isCurrent(mac, parts)
        ? Optional.of(signed(kind, version, content, macs))
        : Optional.empty();
  }

  /**
   * How the row differs from what RemitFlex wrote last; empty if it does not.
   *
   * @param row empty if the table has none
   * @param audited the version in the last entry of the audit log; 0 before the first
   */
  public static Optional<String> damage(Optional<VersionedRow> row, long audited, PepperMac macs) {
    if (row.isEmpty()) {
      return Optional.of("the row was deleted");
    }
    VersionedRow found = row.get();
    if (found.version != audited) {
      return Optional.of(
          "the row has version "
              + found.version
              + ", and the audit log ends with version "
              + audited);
    }
    return found.isIntact(macs) ? Optional.empty() : Optional.of("the row has no valid MAC");
  }

  /** The version of the next change; the same parameters as {@link #damage}. */
  public static long nextVersion(Optional<VersionedRow> row, long audited) {
    return Math.max(row.map(VersionedRow::version).orElse(0L), audited) + 1;
  }

  private boolean isIntact(PepperMac macs) {
    return version == 0
        ? content.equals(UNTOUCHED)
        : macs.isValid(mac, parts(kind, version, content));
  }

  private static List<byte[]> parts(String kind, long version, String content) {
    return List.of(utf8(kind), utf8(Long.toString(version)), utf8(content));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
