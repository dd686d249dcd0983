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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

  /** A presented secret whose checksum is right: a mistyped key costs no hash and no lookup. */
  private record Secret(byte[] ascii, SecretHashes hashes) {}

  @Override
  public Optional<Authentication> known(AuthenticationRequest request) {
    Optional<Secret> secret = secret(request);
    if (secret.isEmpty()) {
      return Optional.of(withoutSecret(request).authentication());
    }
    SecretHashes hashes = secret.get().hashes();
    Optional<KeyCache.Entry> cached = cache.findTrusted(hashes);
    return cached.isPresent() || cache.hasSeen(hashes)
        ? Optional.of(recorded(check(secret.get(), cached, request)))
        : Optional.empty();
  }

  /**
   * Rejects a key whose existence must stay hidden only after the queries that an unknown key
   * costs, so that the response time does not reveal it.
   */
  @Override
  public Authentication authenticate(AuthenticationRequest request) {
    Optional<Secret> secret = secret(request);
    if (secret.isEmpty()) {
      return withoutSecret(request).authentication();
    }
    SecretHashes hashes = secret.get().hashes();
    boolean wasSeen = cache.hasSeen(hashes);
    KeyCheck check = check(secret.get(), Optional.empty(), request);
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
    return secret(request)
        .flatMap(secret -> cache.find(secret.hashes()))
        .map(entry -> decide(entry.valid(), request, clock.now()))
        .orElseGet(KeyCheck.NoHeader::new)
        .authentication();
  }

  /** Decides a simulated request as if it presented the key's newest secret. */
  public Authentication simulate(ApiKey key, AuthenticationRequest request) {
    Presented newest = new Presented(key, Optional.empty(), false);
    return decide(new KeyCheck.Valid(newest), request, clock.now()).authentication();
  }

  KeyCheck check(AuthenticationRequest request) {
    Optional<Secret> secret = secret(request);
    return secret.isEmpty()
        ? withoutSecret(request)
        : check(secret.get(), Optional.empty(), request);
  }

  private static KeyCheck withoutSecret(AuthenticationRequest request) {
    return isBearer(request.authorization()) ? new KeyCheck.Malformed() : new KeyCheck.NoHeader();
  }

  private Optional<Secret> secret(AuthenticationRequest request) {
    if (!isBearer(request.authorization())) {
      return Optional.empty();
    }
    byte[] ascii = asciiAfter(SCHEME.length(), request.authorization().getFirst());
    return ApiKeyFormat.isWellFormed(ascii)
        ? Optional.of(new Secret(ascii, new SecretHashes(hasher.hashes(ascii))))
        : Optional.empty();
  }

  /** The text from this position on, with `?` for each character that is not ASCII. */
  private static byte[] asciiAfter(int start, String text) {
    byte[] ascii = new byte[text.length() - start];
    for (int i = 0; i < ascii.length; i++) {
      char c = text.charAt(start + i);
      ascii[i] = c < 0x80 ? (byte) c : (byte) '?';
    }
    return ascii;
  }

  /**
   * Checks a secret.
   *
   * @param cached the key in the cache, if the caller has found it there
   */
  private KeyCheck check(
      Secret secret, Optional<KeyCache.Entry> cached, AuthenticationRequest request) {
    Optional<KeyCache.Entry> entry = cached.isPresent() ? cached : cache.find(secret.hashes());
    while (entry.isPresent()) {
      Instant now = clock.now();
      KeyCheck check = decide(entry.get().valid(), request, now);
      if (!(check instanceof KeyCheck.Valid) || isRecorded(entry.get(), request, now)) {
        return check;
      }
      // The key was restricted after it was found: find it again.
      entry = cache.find(secret.hashes());
    }
    String text = new String(secret.ascii(), StandardCharsets.US_ASCII);
    return new KeyCheck.Unknown(ApiKeyText.display(text));
  }

  private KeyCheck decide(KeyCheck.Valid valid, AuthenticationRequest request, Instant now) {
    Presented presented = valid.presented();
    ApiKey key = presented.key();
    if (isOtherHost(key.environment(), request.host())) {
      return new KeyCheck.WrongHost(key, request.host());
    }
    return switch (presented.status(now)) {
      case REVOKED -> new KeyCheck.Revoked(presented);
      case EXPIRED -> new KeyCheck.Expired(key);
      case SUSPENDED -> new KeyCheck.Suspended(key);
      case ACTIVE ->
          key.limits().allows(request.client().ip())
              ? valid
              : new KeyCheck.AddressNotAllowed(key, request.client().ip());
    };
  }

  private boolean isRecorded(KeyCache.Entry entry, AuthenticationRequest request, Instant now) {
    AcceptedRequest accepted =
        new AcceptedRequest(
            request.client().requestId(),
            now,
            request.client().ip(),
            request.client().userAgent().orElse(""),
            request.method(),
            request.route());
    return uses.of(entry.presented().key().id())
        .accept(entry.presented(), accepted, () -> cache.isCurrent(entry));
  }

  /** Whether there is exactly one header `Bearer …`; the scheme in any case (RFC 9110, 11.1). */
  private static boolean isBearer(List<String> authorization) {
    return authorization.size() == 1
        && authorization.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  private boolean isOtherHost(Environment environment, String host) {
    if (hosts.isEmpty()) {
      return false;
    }
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
