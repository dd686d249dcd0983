package com.remitflex.features.apikeys.authentication;

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

/** Authenticates the key in a request's Authorization header. */
public final class KeyAuthenticator implements Authenticator {
  private static final String SCHEME = "bearer ";

  private final KeyHasher hasher;
  private final KeyCache cache;
  private final KeyUses uses;
  private final DatabaseClock clock;
  private final Map<Environment, String> hosts;
  private final FirstUseRecorder firstUses;

  /**
   * The authenticator of this node.
   *
   * @param hosts the host name that accepts only one environment, for each that has one
   */
  public KeyAuthenticator(
      KeyHasher hasher,
      KeyCache cache,
      KeyUses uses,
      DatabaseClock clock,
      Map<Environment, String> hosts,
      FirstUseRecorder firstUses) {
    this.hasher = hasher;
    this.cache = cache;
    this.uses = uses;
    this.clock = clock;
    this.hosts = Map.copyOf(hosts);
    this.firstUses = firstUses;
  }

  @Override
  public Optional<Authentication> known(AuthenticationRequest request) {
    Optional<String> secret = secret(request);
    if (secret.isEmpty()) {
      return Optional.of(check(request).authentication());
    }
    List<byte[]> hashes = hasher.hashes(secret.get());
    return cache.hasSeen(hashes)
        ? Optional.of(recorded(check(secret.get(), hashes, request)))
        : Optional.empty();
  }

  /**
   * Rejects a key whose existence must stay hidden only after the queries that an unknown key
   * costs, so that the response time does not reveal it.
   */
  @Override
  public Authentication authenticate(AuthenticationRequest request) {
    Optional<String> secret = secret(request);
    if (secret.isEmpty()) {
      return check(request).authentication();
    }
    List<byte[]> hashes = hasher.hashes(secret.get());
    boolean wasSeen = cache.hasSeen(hashes);
    KeyCheck check = check(secret.get(), hashes, request);
    if (wasSeen && check.hidesKnownKey()) {
      cache.readUnknown(hashes);
    }
    return recorded(check);
  }

  private Authentication recorded(KeyCheck check) {
    if (check instanceof KeyCheck.Valid valid && valid.presented().isFirstUse()) {
      firstUses.record(valid.presented().key(), valid.presented().generation());
    }
    return check.authentication();
  }

  @Override
  public Authentication again(AuthenticationRequest request) {
    return presented(request.authorization())
        .flatMap(key -> cache.find(hasher.hashes(key)))
        .map(entry -> decide(entry.presented(), request))
        .orElseGet(KeyCheck.NoHeader::new)
        .authentication();
  }

  /** Decides a simulated request as if it presented the key's newest secret. */
  public Authentication simulate(ApiKey key, AuthenticationRequest request) {
    return decide(new Presented(key, Optional.empty(), false), request).authentication();
  }

  KeyCheck check(AuthenticationRequest request) {
    Optional<String> presented = presented(request.authorization());
    if (presented.isEmpty()) {
      return new KeyCheck.NoHeader();
    }
    Optional<String> secret = secret(request);
    return secret.isEmpty()
        ? new KeyCheck.Malformed()
        : check(secret.get(), hasher.hashes(secret.get()), request);
  }

  /** The presented secret, if its checksum is right: a mistyped key costs no lookup. */
  private static Optional<String> secret(AuthenticationRequest request) {
    return presented(request.authorization())
        .filter(text -> ApiKeyFormat.environment(text).isPresent());
  }

  private KeyCheck check(String secret, List<byte[]> hashes, AuthenticationRequest request) {
    while (true) {
      Optional<KeyCache.Entry> entry = cache.find(hashes);
      if (entry.isEmpty()) {
        return new KeyCheck.Unknown(ApiKeyText.display(secret));
      }
      KeyCheck check = decide(entry.get().presented(), request);
      // The key was restricted after it was found: find it again.
      if (!(check instanceof KeyCheck.Valid) || isRecorded(entry.get(), request)) {
        return check;
      }
    }
  }

  private KeyCheck decide(Presented presented, AuthenticationRequest request) {
    ApiKey key = presented.key();
    if (isOtherHost(key.environment(), request.host())) {
      return new KeyCheck.WrongHost(key, request.host());
    }
    return switch (presented.status(clock.now())) {
      case REVOKED -> new KeyCheck.Revoked(presented);
      case EXPIRED -> new KeyCheck.Expired(key);
      case ACTIVE ->
          key.limits().allows(request.client().ip())
              ? new KeyCheck.Valid(presented)
              : new KeyCheck.AddressNotAllowed(key, request.client().ip());
    };
  }

  private boolean isRecorded(KeyCache.Entry entry, AuthenticationRequest request) {
    AcceptedRequest accepted =
        new AcceptedRequest(
            request.client().requestId(),
            clock.now(),
            request.client().ip(),
            request.client().userAgent().orElse(""),
            request.method(),
            request.route());
    return uses.of(entry.presented().key().id())
        .accept(entry.presented(), accepted, () -> cache.isCurrent(entry));
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
    String withoutPort = (port < 0 ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
    // `api.example.com.` is the same name as `api.example.com` (RFC 1034, 3.1).
    String name =
        withoutPort.endsWith(".")
            ? withoutPort.substring(0, withoutPort.length() - 1)
            : withoutPort;
    return hosts.entrySet().stream()
        .anyMatch(other -> other.getKey() != environment && other.getValue().equals(name));
  }
}
