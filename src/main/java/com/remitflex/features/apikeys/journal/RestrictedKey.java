package com.remitflex.features.apikeys.journal;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.journal.JournalEntry.Grace;
import com.remitflex.features.apikeys.journal.JournalEntry.KeyState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key of a restored database as the journal restricts it. Nothing here gives a key more than it
 * had: a secret that was replaced ends as it would have ended, and a new secret gets in its place.
 *
 * @param added replaced secrets that the database did not have as such
 * @param ended replaced secrets that end earlier than the database has it
 */
record RestrictedKey(
    ApiKey key, String action, List<RetiredSecret> added, List<RetiredSecret> ended) {

  /** The restrictions that the database lacks; empty if there are none. */
  static Optional<RestrictedKey> of(
      ApiKey key, GracePeriods periods, JournalContent.Last last, Instant now) {
    KeyState state = last.key();
    if (key.isRevoked() || key.generation() > state.generation()) {
      return Optional.empty();
    }
    List<RetiredSecret> ended = ended(periods, state);
    if (state.revokedAt().isPresent()) {
      return revoked(key, state.revokedAt().get(), ended);
    }
    if (key.generation() < state.generation()) {
      return last.isHashUsable()
          ? Optional.of(rolled(key, state, ended, now))
          : revoked(key, now, ended);
    }
    return ended.isEmpty()
        ? Optional.empty()
        : Optional.of(new RestrictedKey(key, "api_key.grace_ended", List.of(), ended));
  }

  private static Optional<RestrictedKey> revoked(
      ApiKey key, Instant at, List<RetiredSecret> ended) {
    return Optional.of(new RestrictedKey(key.revokedAt(at), "api_key.revoked", List.of(), ended));
  }

  /** The key with the secret that the last roll gave it; the restored one is a replaced secret. */
  private static RestrictedKey rolled(
      ApiKey key, KeyState state, List<RetiredSecret> ended, Instant now) {
    RetiredSecret old =
        new RetiredSecret(
            key.hash(),
            key.id(),
            key.generation(),
            key.display(),
            now,
            grace(state, key.generation())
                .map(Grace::seconds)
                .map(Duration::ofSeconds)
                .orElse(Duration.ZERO),
            Optional.empty(),
            Optional.empty());
    ApiKey rolled = key;
    while (rolled.generation() < state.generation()) {
      rolled = rolled.rolled(state.hash(), state.display());
    }
    return new RestrictedKey(
        rolled,
        "api_key.rolled",
        List.of(ending(old, grace(state, key.generation()), key, now)),
        ended);
  }

  private static RetiredSecret ending(
      RetiredSecret secret, Optional<Grace> grace, ApiKey key, Instant now) {
    if (grace.isEmpty()) {
      return secret.ended();
    }
    Optional<Instant> end = grace.get().endsAt();
    RetiredSecret begun = secret.beginning(now, key.expiresAt());
    return end.isEmpty() ? begun : earlier(begun, end.get());
  }

  private static List<RetiredSecret> ended(GracePeriods periods, KeyState state) {
    List<RetiredSecret> ended = new ArrayList<>();
    for (RetiredSecret secret : periods.secrets()) {
      Optional<Grace> grace = grace(state, secret.generation());
      if (grace.isEmpty()) {
        ended.add(secret.ended());
      } else if (grace.get().endsAt().isPresent()) {
        RetiredSecret earlier = earlier(secret, grace.get().endsAt().get());
        if (!earlier.endsAt().equals(secret.endsAt())) {
          ended.add(earlier);
        }
      }
    }
    return ended;
  }

  /** The secret with the earlier one of its end and this end. */
  private static RetiredSecret earlier(RetiredSecret secret, Instant end) {
    return secret.endsAt().filter(own -> !own.isAfter(end)).isPresent()
        ? secret
        : secret.endingAt(end);
  }

  private static Optional<Grace> grace(KeyState state, long generation) {
    return state.valid().stream().filter(one -> one.generation() == generation).findFirst();
  }
}
