package com.remitflex.features.apikeys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The replaced secrets of one key whose grace period may not be over, oldest first. */
public record GracePeriods(String keyId, List<RetiredSecret> secrets) {
  public GracePeriods {
    secrets = List.copyOf(secrets);
  }

  /** The grace periods of a key without replaced secrets. */
  public static GracePeriods none(String keyId) {
    return new GracePeriods(keyId, List.of());
  }

  public GracePeriods plus(RetiredSecret secret) {
    List<RetiredSecret> more = new ArrayList<>(secrets);
    more.add(secret);
    return new GracePeriods(keyId, more);
  }

  /** The secrets that are still valid. */
  public List<RetiredSecret> valid(Instant now) {
    return secrets.stream().filter(secret -> !secret.hasEnded(now)).toList();
  }

  /** The secret of this generation, valid or not. */
  public Optional<RetiredSecret> find(long generation) {
    return secrets.stream().filter(secret -> secret.generation() == generation).findFirst();
  }

  /** With all grace periods ended, or that of one generation. */
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

  /** With the grace periods begun that waited for the first use of a newer secret. */
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
