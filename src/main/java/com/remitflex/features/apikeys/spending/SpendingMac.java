package com.remitflex.features.apikeys.spending;

import com.remitflex.platform.secrets.KeyHasher;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;

/**
 * The pepper under which a database handle signs and checks the rows of money limits, so that no
 * row is read or written without its MAC.
 */
public final class SpendingMac implements JdbiConfig<SpendingMac> {
  private Optional<KeyHasher> hasher;

  /** Without a pepper until {@link #use}; Jdbi creates one per database. */
  public SpendingMac() {
    this(Optional.empty());
  }

  private SpendingMac(Optional<KeyHasher> hasher) {
    this.hasher = hasher;
  }

  void use(KeyHasher newHasher) {
    hasher = Optional.of(newHasher);
  }

  @Override
  public SpendingMac createCopy() {
    return new SpendingMac(hasher);
  }

  /** The MAC under the pepper in use. */
  byte[] sign(List<byte[]> parts) {
    return hasher().rowMac(parts);
  }

  /** Whether it is the MAC of these parts under any pepper that may be in use. */
  boolean isValid(byte @Nullable [] mac, List<byte[]> parts) {
    return mac != null && hasher().rowMacVersion(parts, mac).isPresent();
  }

  /** Whether it is the MAC of these parts under the pepper in use. */
  boolean isCurrent(byte @Nullable [] mac, List<byte[]> parts) {
    return mac != null && MessageDigest.isEqual(mac, sign(parts));
  }

  private KeyHasher hasher() {
    return hasher.orElseThrow(
        () -> new IllegalStateException("the pepper for the rows of money limits is not set"));
  }
}
