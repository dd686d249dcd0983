package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStatus;
import com.remitflex.features.apikeys.Presented;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** The outcome of checking a presented key. */
sealed interface KeyCheck {
  /** The outcome as the gateway handles it. */
  Authentication authentication();

  /** Whether the key exists, and the client must not learn that. */
  default boolean hidesKnownKey() {
    return false;
  }

  /**
   * The key is valid.
   *
   * @param authentication the same for all requests with this secret
   */
  record Valid(Presented presented, Authentication authentication) implements KeyCheck {
    Valid(Presented presented) {
      this(presented, accepted(presented));
    }

    private static Authentication accepted(Presented presented) {
      ApiKey key = presented.key();
      return new Authentication.Accepted(
          new Principal(
              key.id(),
              key.inside().accountId(),
              key.environment(),
              key.scope(),
              presented.generation(),
              key.limits().requestsPerMinute(),
              key.limits().onMoney(),
              key.owner()));
    }
  }

  /** The request has not exactly one header `Authorization: Bearer <key>`. */
  record NoHeader() implements KeyCheck {
    @Override
    public Authentication authentication() {
      return noKey(
          Check.AUTHORIZATION_HEADER,
          "The request did not have exactly one header Authorization: Bearer <key>.",
          Optional.empty());
    }
  }

  /** The text is not in the format of a key, or its checksum is wrong. */
  record Malformed() implements KeyCheck {
    @Override
    public Authentication authentication() {
      return noKey(
          Check.KEY_FORMAT,
          "The request did not contain an API key: a character is wrong or missing.",
          Optional.empty());
    }
  }

  /** The key is well-formed, but no row with a valid MAC has it. */
  record Unknown(String display) implements KeyCheck {
    @Override
    public Authentication authentication() {
      return noKey(
          Check.KEY_KNOWN,
          "The key is well-formed, but this platform did not issue it.",
          Optional.of(display));
    }
  }

  /** The key is revoked, or the grace period of this secret is over. */
  record Revoked(Presented presented) implements KeyCheck {
    @Override
    public Authentication authentication() {
      return rejected(Check.NOT_REVOKED, detail(), ApiKey.revoked(), presented.key());
    }

    private String detail() {
      return presented
          .key()
          .revokedAt()
          .map(at -> "The key was revoked at " + Json.time(at) + ".")
          .orElse("A roll replaced this secret, and its grace period is over.");
    }
  }

  record Expired(ApiKey key) implements KeyCheck {
    @Override
    public Authentication authentication() {
      String expiredAt = key.expiresAt().map(Json::time).orElse("an earlier time");
      return rejected(
          Check.NOT_EXPIRED, "The key expired at " + expiredAt + ".", ApiKey.unknown(), key);
    }

    @Override
    public boolean hidesKnownKey() {
      return true;
    }
  }

  /** The key is suspended after a restore: it may have been revoked since the backup. */
  record Suspended(ApiKey key) implements KeyCheck {
    @Override
    public Authentication authentication() {
      return rejected(
          Check.NOT_REVOKED,
          "The key is suspended after a restore, until the operator confirms it.",
          KeyStatus.SUSPENDED.rejection().orElseThrow(),
          key);
    }
  }

  /** The request was sent to the host name of the other environment. */
  record WrongHost(ApiKey key, String host) implements KeyCheck {
    @Override
    public Authentication authentication() {
      return rejected(
          Check.HOST,
          "The host '" + host + "' accepts only keys of the other environment.",
          ApiKey.unknown(),
          key);
    }

    @Override
    public boolean hidesKnownKey() {
      return true;
    }
  }

  /** The request was sent from an address that is not on the key's allow list. */
  record AddressNotAllowed(ApiKey key, String ip) implements KeyCheck {
    @Override
    public Authentication authentication() {
      return rejected(
          Check.IP_ALLOWED,
          "The address " + ip + " is not on the key's ip_allow_list.",
          ApiKey.unknown(),
          key);
    }

    @Override
    public boolean hidesKnownKey() {
      return true;
    }
  }

  private static Authentication noKey(Check check, String detail, Optional<String> display) {
    return new Authentication.Rejected(
        new Rejection(check, detail, ApiKey.unknown()), Optional.empty(), display);
  }

  /** The client gets the error; only the key's owner sees the detail. */
  private static Authentication rejected(Check check, String detail, ApiError error, ApiKey key) {
    return new Authentication.Rejected(
        new Rejection(check, detail, error), Optional.of(key.owner()), Optional.empty());
  }
}
