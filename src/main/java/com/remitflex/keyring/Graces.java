package com.remitflex.keyring;

import com.remitflex.keys.RetiredSecret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The replaced secrets of one key that may still work, oldest first. */
record Graces(List<RetiredSecret> secrets) {
  static final Graces NONE = new Graces(List.of());

  Graces {
    secrets = List.copyOf(secrets);
  }

  Graces plus(RetiredSecret secret) {
    List<RetiredSecret> more = new ArrayList<>(secrets);
    more.add(secret);
    return new Graces(more);
  }

  List<RetiredSecret> living(Instant now) {
    return secrets.stream().filter(secret -> !secret.hasEnded(now)).toList();
  }

  /** All of them ended, or that of one generation. */
  Graces ended(Optional<Long> generation, Instant now) {
    return new Graces(
        secrets.stream()
            .map(secret ->
                !secret.hasEnded(now) && generation.filter(g -> g != secret.generation()).isEmpty()
                    ? secret.ending(now)
                    : secret)
            .toList());
  }

  /** The graces begun that waited for the use of a secret newer than they. */
  Graces begun(long generation, Instant now, Optional<Instant> latest) {
    return new Graces(
        secrets.stream()
            .map(secret ->
                secret.endsAt().isEmpty() && secret.generation() < generation
                    ? secret.ending(end(secret, now, latest))
                    : secret)
            .toList());
  }

  private static Instant end(RetiredSecret secret, Instant now, Optional<Instant> latest) {
    Instant end = now.plus(secret.grace());
    return latest.filter(expiry -> expiry.isBefore(end)).orElse(end);
  }
}
