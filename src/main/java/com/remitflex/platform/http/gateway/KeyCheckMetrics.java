package com.remitflex.platform.http.gateway;

import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.Check;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts the checks of API keys by their outcome; each request that needs a key is one. */
final class KeyCheckMetrics {
  private final MeterRegistry registry;
  private final Map<Check, Counter> rejected = new EnumMap<>(Check.class);
  private final Counter accepted;
  private final Counter limited;
  private final Counter failed;

  KeyCheckMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Check check : Check.values()) {
      outcome(check).ifPresent(word -> rejected.put(check, counter(word)));
    }
    this.accepted = counter("accepted");
    this.limited = counter("limited");
    this.failed = counter("failed");
  }

  private Counter counter(String outcome) {
    return Counter.builder("remitflex.key.checks")
        .description("Checks of API keys, by their outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** The outcome of a request that fails this check; empty for checks that follow the key's. */
  private static Optional<String> outcome(Check check) {
    return switch (check) {
      case AUTHORIZATION_HEADER -> Optional.of("no_key");
      case KEY_FORMAT -> Optional.of("malformed");
      case KEY_KNOWN -> Optional.of("unknown");
      case HOST -> Optional.of("wrong_host");
      case NOT_REVOKED -> Optional.of("revoked");
      case NOT_EXPIRED -> Optional.of("expired");
      case IP_ALLOWED -> Optional.of("address_not_allowed");
      case RATE_LIMIT, WELL_FORMED, ROUTE, SCOPE -> Optional.empty();
    };
  }

  void count(Authentication outcome) {
    switch (outcome) {
      case Authentication.Accepted _ -> accepted.increment();
      case Authentication.Rejected rejection -> {
        Counter counter = rejected.get(rejection.rejection().check());
        (counter == null ? failed : counter).increment();
      }
    }
  }

  /**
   * Counts a request whose key was not looked up, because its address sent too many unknown ones.
   */
  void limited() {
    limited.increment();
  }

  /** Counts a request whose key could not be checked. */
  void failed() {
    failed.increment();
  }
}
