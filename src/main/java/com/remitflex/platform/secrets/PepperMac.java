package com.remitflex.platform.secrets;

import com.remitflex.platform.database.Database;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;

/**
 * The pepper under which a database handle signs and checks the rows of money, so that no such row
 * is read or written without its MAC. The first part of each MAC names its table.
 */
public final class PepperMac implements JdbiConfig<PepperMac> {
  private Optional<KeyHasher> hasher;

  /** Without a pepper until {@link #use}; Jdbi creates one per database. */
  public PepperMac() {
    this(Optional.empty());
  }

  private PepperMac(Optional<KeyHasher> hasher) {
    this.hasher = hasher;
  }

  /** Makes all handles of this database sign and check rows under the pepper. */
  public static void use(Database database, KeyHasher hasher) {
    database.configure(PepperMac.class, mac -> mac.use(hasher));
  }

  /** Sets the pepper. */
  public void use(KeyHasher newHasher) {
    hasher = Optional.of(newHasher);
  }

  @Override
  public PepperMac createCopy() {
    return new PepperMac(hasher);
  }

  /** The MAC under the pepper in use. */
  public byte[] sign(List<byte[]> parts) {
    return hasher().rowMac(parts);
  }

  /** Whether it is the MAC of these parts under any pepper that may be in use. */
  public boolean isValid(byte @Nullable [] mac, List<byte[]> parts) {
    return mac != null && hasher().rowMacVersion(parts, mac).isPresent();
  }

  /** Whether it is the MAC of these parts under the pepper in use. */
  public boolean isCurrent(byte @Nullable [] mac, List<byte[]> parts) {
    return mac != null && MessageDigest.isEqual(mac, sign(parts));
  }

  private KeyHasher hasher() {
    return hasher.orElseThrow(
        () -> new IllegalStateException("the pepper for the rows of money is not set"));
  }
}
