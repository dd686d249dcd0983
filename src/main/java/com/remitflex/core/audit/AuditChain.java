package com.remitflex.core.audit;

import com.remitflex.platform.access.Actor;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Chains the entries of an audit log: the hash of each entry covers the entry before, and a MAC
 * covers the last entry.
 */
final class AuditChain {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "audit head v1";
  private static final int HASH_BYTES = 32;
  private static final byte[] NO_SEAL = {};

  private final KeyHasher hasher;

  AuditChain(KeyHasher hasher) {
    this.hasher = hasher;
  }

  /** The hash before the first entry. */
  static byte[] firstHash() {
    return new byte[HASH_BYTES];
  }

  /** Appends an entry with this time or, if that is later, the time of the last entry. */
  AuditHead append(
      AuditHead head, Optional<Environment> environment, AuditAction action, Instant now) {
    AuditAction stored = action.stored();
    Instant millis = now.truncatedTo(ChronoUnit.MILLIS);
    Instant at = millis.isBefore(head.createdAt()) ? head.createdAt() : millis;
    AuditEntry unhashed =
        new AuditEntry(
            head.accountId(), head.seq() + 1, environment, at, stored, head.hash(), firstHash());
    AuditEntry entry =
        new AuditEntry(
            head.accountId(), unhashed.seq(), environment, at, stored, head.hash(), hash(unhashed));
    List<AuditEntry> added = new ArrayList<>(head.added());
    added.add(entry);
    AuditHead after =
        sealed(new AuditHead(head.accountId(), entry.seq(), entry.hash(), at, NO_SEAL, List.of()));
    return new AuditHead(
        head.accountId(), entry.seq(), entry.hash(), at, after.seal(), List.copyOf(added));
  }

  /** Whether the head is as {@link #append} left it, or no entry was ever appended. */
  boolean isSealed(AuditHead head) {
    if (head.seq() == 0 && head.seal().length == 0) {
      return Arrays.equals(head.hash(), firstHash()) && head.createdAt().equals(Instant.EPOCH);
    }
    return hasher.deriveAll(PURPOSE).stream()
        .anyMatch(secret -> MessageDigest.isEqual(head.seal(), seal(secret, head)));
  }

  /** The head, signed with the current pepper. */
  AuditHead sealed(AuditHead head) {
    return new AuditHead(
        head.accountId(),
        head.seq(),
        head.hash(),
        head.createdAt(),
        seal(hasher.derive(PURPOSE), head),
        List.of());
  }

  /** SHA-256 of all parts of the entry except its own hash. */
  static byte[] hash(AuditEntry entry) {
    AuditAction action = entry.action();
    Actor actor = action.actor();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Parts parts = new Parts(digest::update);
      parts.add("remitflex audit entry v1");
      parts.add(entry.previousHash());
      parts.add(entry.accountId());
      parts.add(Long.toString(entry.seq()));
      parts.add(entry.environment().map(Environment::word));
      parts.add(entry.createdAt().toString());
      parts.add(actor.kind().word());
      parts.add(actor.id());
      parts.add(action.action());
      parts.add(action.subject());
      parts.add(actor.ip());
      parts.add(actor.userAgent());
      parts.add(actor.requestId());
      parts.add(action.details());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] seal(byte[] secret, AuditHead head) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      Parts parts = new Parts(mac::update);
      parts.add(head.accountId());
      parts.add(Long.toString(head.seq()));
      parts.add(head.hash());
      parts.add(head.createdAt().toString());
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Encodes parts one after the other, each after its length; an absent part has length -1. */
  private record Parts(Consumer<byte[]> sink) {
    void add(byte[] part) {
      sink.accept(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
      sink.accept(part);
    }

    void add(String part) {
      add(part.getBytes(StandardCharsets.UTF_8));
    }

    void add(Optional<String> part) {
      part.ifPresentOrElse(
          this::add, () -> sink.accept(ByteBuffer.allocate(Integer.BYTES).putInt(-1).array()));
    }
  }
}
