package com.remitflex.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The replaced secrets of one key that may still work, oldest first. */
public record Graces(String keyId, List<RetiredSecret> secrets) {
  public Graces {
    secrets = List.copyOf(secrets);
  }

  /** Of a key without any. */
  public static Graces none(String keyId) {
    return new Graces(keyId, List.of());
  }

  public Graces plus(RetiredSecret secret) {
    List<RetiredSecret> more = new ArrayList<>(secrets);
    more.add(secret);
    return new Graces(keyId, more);
  }

  public List<RetiredSecret> living(Instant now) {
    return secrets.stream().filter(secret -> !secret.hasEnded(now)).toList();
  }

  /** Whether the secret of this generation still works. */
  public boolean isLiving(long generation, Instant now) {
    return living(now).stream().anyMatch(secret -> secret.generation() == generation);
  }

  /** All of them ended, or that of one generation. */
  public Graces ended(Optional<Long> generation, Instant now) {
    return new Graces(
        keyId,
        secrets.stream()
            .map(secret ->
                !secret.hasEnded(now) && generation.filter(g -> g != secret.generation()).isEmpty()
                    ? secret.ended()
                    : secret)
            .toList());
  }

  /** The graces begun that waited for the use of a secret newer than they. */
  public Graces begun(long generation, Instant now, Optional<Instant> latest) {
    return new Graces(
        keyId,
        secrets.stream()
            .map(secret ->
                secret.endsAt().isEmpty() && secret.generation() < generation
                    ? secret.beginning(now, latest)
                    : secret)
            .toList());
  }
}
