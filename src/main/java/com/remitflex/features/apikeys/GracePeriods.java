package com.remitflex.features.apikeys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The replaced secrets of one key that may still work, oldest first. */
public record GracePeriods(String keyId, List<RetiredSecret> secrets) {
  public GracePeriods {
    secrets = List.copyOf(secrets);
  }

  /** Of a key without any. */
  public static GracePeriods none(String keyId) {
    return new GracePeriods(keyId, List.of());
  }

  public GracePeriods plus(RetiredSecret secret) {
    List<RetiredSecret> more = new ArrayList<>(secrets);
    more.add(secret);
    return new GracePeriods(keyId, more);
  }

  public List<RetiredSecret> living(Instant now) {
    return secrets.stream().filter(secret -> !secret.hasEnded(now)).toList();
  }

  /** The secret of this generation, whether or not it still works. */
  public Optional<RetiredSecret> find(long generation) {
    return secrets.stream().filter(secret -> secret.generation() == generation).findFirst();
  }

  /** All of them ended, or that of one generation. */
  public GracePeriods ended(Optional<Long> generation, Instant now) {
    return new GracePeriods(
        keyId,
        secrets.stream()
            .map(secret ->
                !secret.hasEnded(now) && generation.filter(g -> g != secret.generation()).isEmpty()
                    ? secret.ended()
                    : secret)
            .toList());
  }

  /** The graces begun that waited for the use of a secret newer than they. */
  public GracePeriods begun(long generation, Instant now, Optional<Instant> latest) {
    return new GracePeriods(
        keyId,
        secrets.stream()
            .map(secret ->
                secret.endsAt().isEmpty() && secret.generation() < generation
                    ? secret.beginning(now, latest)
                    : secret)
            .toList());
  }
}
