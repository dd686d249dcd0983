package com.remitflex.keys;

import com.remitflex.database.DatabaseClock;
import com.remitflex.http.Authenticator;
import com.remitflex.http.Principal;
import com.remitflex.ids.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Authentication: from the Authorization header to a principal, or to one of two refusals. */
public final class KeyGate implements Authenticator {
  private static final String SCHEME = "bearer ";

  private final KeyHasher hasher;
  private final KeyCache cache;
  private final DatabaseClock clock;
  private final Map<Environment, String> hosts;

  /**
   * The gate of this node.
   *
   * @param hosts the host name set aside for an environment, where there is one
   */
  public KeyGate(
      KeyHasher hasher, KeyCache cache, DatabaseClock clock, Map<Environment, String> hosts) {
    this.hasher = hasher;
    this.cache = cache;
    this.clock = clock;
    this.hosts = Map.copyOf(hosts);
  }

  @Override
  public Principal authenticate(List<String> authorization, String host) {
    return switch (check(authorization, host)) {
      case KeyCheck.Valid valid -> {
        ApiKey key = valid.key();
        yield Principal.of(key.id(), key.accountId(), key.environment(), key.scope());
      }
      case KeyCheck.Revoked revoked -> throw ApiKey.revoked().exception();
      case KeyCheck.Unknown unknown -> throw ApiKey.unknown().exception();
      case KeyCheck.Expired expired -> throw ApiKey.unknown().exception();
      case KeyCheck.WrongHost wrong -> throw ApiKey.unknown().exception();
    };
  }

  KeyCheck check(List<String> authorization, String host) {
    Optional<String> presented = presented(authorization);
    // The checksum first: what no one ever issued costs no look-up.
    if (presented.isEmpty() || ApiKeyFormat.environment(presented.get()).isEmpty()) {
      return new KeyCheck.Unknown();
    }
    Optional<ApiKey> found = cache.find(hasher.hash(presented.get()));
    if (found.isEmpty()) {
      return new KeyCheck.Unknown();
    }
    ApiKey key = found.get();
    if (isOtherHost(key.environment(), host)) {
      return new KeyCheck.WrongHost(key);
    }
    if (key.isRevoked()) {
      return new KeyCheck.Revoked(key);
    }
    return key.isExpired(clock.now()) ? new KeyCheck.Expired(key) : new KeyCheck.Valid(key);
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
