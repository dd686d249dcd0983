package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.AcceptedRequest;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.Presented;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.http.api.Authenticator;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.text.ApiKeyText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Authentication: from the Authorization header to a principal, or to one of two refusals. */
public final class KeyAuthenticator implements Authenticator {
  private static final String SCHEME = "bearer ";

  private final KeyHasher hasher;
  private final KeyCache cache;
  private final KeyUses uses;
  private final DatabaseClock clock;
  private final Map<Environment, String> hosts;
  private final FirstUse firstUse;

  /**
   * The gate of this node.
   *
   * @param hosts the host name set aside for an environment, where there is one
   */
  public KeyAuthenticator(
      KeyHasher hasher,
      KeyCache cache,
      KeyUses uses,
      DatabaseClock clock,
      Map<Environment, String> hosts,
      FirstUse firstUse) {
    this.hasher = hasher;
    this.cache = cache;
    this.uses = uses;
    this.clock = clock;
    this.hosts = Map.copyOf(hosts);
    this.firstUse = firstUse;
  }

  @Override
  public Optional<Authentication> known(AuthenticationRequest attempt) {
    Optional<String> secret = secret(attempt);
    if (secret.isEmpty()) {
      return Optional.of(check(attempt).authentication());
    }
    List<byte[]> hashes = hasher.hashes(secret.get());
    return cache.hasSeen(hashes)
        ? Optional.of(used(check(secret.get(), hashes, attempt)))
        : Optional.empty();
  }

  /**
   * Rejects a key that must not be known to exist after the queries that an unknown one takes, so
   * that the time of the response does not reveal it.
   */
  @Override
  public Authentication authenticate(AuthenticationRequest attempt) {
    Optional<String> secret = secret(attempt);
    if (secret.isEmpty()) {
      return check(attempt).authentication();
    }
    List<byte[]> hashes = hasher.hashes(secret.get());
    boolean wasSeen = cache.hasSeen(hashes);
    KeyCheck check = check(secret.get(), hashes, attempt);
    if (wasSeen && check.hidesKnownKey()) {
      cache.readUnknown(hashes);
    }
    return used(check);
  }

  private Authentication used(KeyCheck check) {
    if (check instanceof KeyCheck.Valid valid && valid.presented().isFirstUse()) {
      firstUse.of(valid.presented().key(), valid.presented().generation());
    }
    return check.authentication();
  }

  @Override
  public Authentication again(AuthenticationRequest attempt) {
    return presented(attempt.authorization())
        .flatMap(key -> cache.find(hasher.hashes(key)))
        .map(entry -> judge(entry.presented(), attempt))
        .orElseGet(KeyCheck.NoHeader::new)
        .authentication();
  }

  /** What the gate would say of a key's newest secret, which it does not see. */
  public Authentication simulate(ApiKey key, AuthenticationRequest attempt) {
    return judge(new Presented(key, Optional.empty(), false), attempt).authentication();
  }

  KeyCheck check(AuthenticationRequest attempt) {
    Optional<String> presented = presented(attempt.authorization());
    if (presented.isEmpty()) {
      return new KeyCheck.NoHeader();
    }
    Optional<String> secret = secret(attempt);
    return secret.isEmpty()
        ? new KeyCheck.Malformed()
        : check(secret.get(), hasher.hashes(secret.get()), attempt);
  }

  /** What was presented, if its checksum is right: what no one ever issued costs no lookup. */
  private static Optional<String> secret(AuthenticationRequest attempt) {
    return presented(attempt.authorization())
        .filter(text -> ApiKeyFormat.environment(text).isPresent());
  }

  private KeyCheck check(String secret, List<byte[]> hashes, AuthenticationRequest attempt) {
    while (true) {
      Optional<KeyCache.Entry> entry = cache.find(hashes);
      if (entry.isEmpty()) {
        return new KeyCheck.Unknown(ApiKeyText.display(secret));
      }
      KeyCheck check = judge(entry.get().presented(), attempt);
      // Lowered between the look and the entry in the record: look again.
      if (!(check instanceof KeyCheck.Valid) || isRecorded(entry.get(), attempt)) {
        return check;
      }
    }
  }

  private KeyCheck judge(Presented presented, AuthenticationRequest attempt) {
    ApiKey key = presented.key();
    if (isOtherHost(key.environment(), attempt.host())) {
      return new KeyCheck.WrongHost(key, attempt.host());
    }
    return switch (presented.status(clock.now())) {
      case REVOKED -> new KeyCheck.Revoked(presented);
      case EXPIRED -> new KeyCheck.Expired(key);
      case ACTIVE ->
          key.limits().allows(attempt.client().ip())
              ? new KeyCheck.Valid(presented)
              : new KeyCheck.AddressNotAllowed(key, attempt.client().ip());
    };
  }

  private boolean isRecorded(KeyCache.Entry entry, AuthenticationRequest attempt) {
    AcceptedRequest request =
        new AcceptedRequest(
            attempt.client().requestId(),
            clock.now(),
            attempt.client().ip(),
            attempt.client().userAgent().orElse(""),
            attempt.method(),
            attempt.route());
    return uses.of(entry.presented().key().id())
        .accept(entry.presented(), request, () -> cache.stands(entry));
  }

  /** The key in exactly one header `Bearer <key>`; the scheme in any case (RFC 9110, 11.1). */
  private static Optional<String> presented(List<String> authorization) {
    if (authorization.size() != 1) {
      return Optional.empty();
    }
    String header = authorization.getFirst();
    if (header.length() < SCHEME.length()
        || !header.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)) {
      return Optional.empty();
    }
    return Optional.of(header.substring(SCHEME.length()));
  }

  private boolean isOtherHost(Environment environment, String host) {
    int port = host.lastIndexOf(':');
    String named = (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
    // `api.example.com.` is the same name (RFC 1034, 3.1).
    String name = named.endsWith(".") ? named.substring(0, named.length() - 1) : named;
    return hosts.entrySet().stream()
        .anyMatch(set -> set.getKey() != environment && set.getValue().equals(name));
  }
}
