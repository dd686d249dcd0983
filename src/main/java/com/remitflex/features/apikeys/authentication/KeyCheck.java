package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.Presented;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.http.api.Authentication;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** What looking at a presented key found. */
sealed interface KeyCheck {
  record Valid(Presented presented) implements KeyCheck {}

  /** Not exactly one header `Bearer <key>`. */
  record NoHeader() implements KeyCheck {}

  /** Not of the form of a key, or with a wrong checksum. */
  record Malformed() implements KeyCheck {}

  /** Well-formed and in no row, or in one whose seal does not fit. */
  record Unknown(String display) implements KeyCheck {}

  /** The key, or the secret that it once had. */
  record Revoked(Presented presented) implements KeyCheck {}

  record Expired(ApiKey key) implements KeyCheck {}

  /** Sent to the host that is set aside for the other environment. */
  record WrongHost(ApiKey key, String host) implements KeyCheck {}

  /** Sent from an address that is not on the key's list. */
  record AddressNotAllowed(ApiKey key, String ip) implements KeyCheck {}

  /** Whether there is such a key, and the client must not learn it. */
  default boolean hidesKnownKey() {
    return switch (this) {
      case Expired expired -> true;
      case WrongHost wrong -> true;
      case AddressNotAllowed elsewhere -> true;
      case Valid valid -> false;
      case NoHeader none -> false;
      case Malformed malformed -> false;
      case Unknown unknown -> false;
      case Revoked revoked -> false;
    };
  }

  /** What the client is told, and in more words the key's owner. */
  default Authentication authentication() {
    return switch (this) {
      case Valid valid -> new Authentication.Accepted(principal(valid.presented()));
      case NoHeader none ->
          unseen(
              Check.AUTHORIZATION_HEADER,
              "The request had not exactly one header Authorization: Bearer <key>.",
              Optional.empty());
      case Malformed malformed ->
          unseen(
              Check.KEY_FORMAT,
              "What was sent is no API key: a character is wrong or missing.",
              Optional.empty());
      case Unknown unknown ->
          unseen(
              Check.KEY_KNOWN,
              "The key is well-formed, but this platform did not issue it.",
              Optional.of(unknown.display()));
      case Revoked revoked ->
          refused(
              Check.NOT_REVOKED,
              detail(revoked.presented()),
              ApiKey.revoked(),
              revoked.presented().key());
      case Expired expired ->
          refused(
              Check.NOT_EXPIRED,
              "The key expired at "
                  + expired.key().expiresAt().map(Json::time).orElse("an earlier time")
                  + ".",
              ApiKey.unknown(),
              expired.key());
      case WrongHost wrong ->
          refused(
              Check.HOST,
              "The host '" + wrong.host() + "' takes keys of the other environment.",
              ApiKey.unknown(),
              wrong.key());
      case AddressNotAllowed elsewhere ->
          refused(
              Check.IP_ALLOWED,
              "The address " + elsewhere.ip() + " is not on the key's ip_allow_list.",
              ApiKey.unknown(),
              elsewhere.key());
    };
  }

  private static String detail(Presented presented) {
    return presented
        .key()
        .revokedAt()
        .map(at -> "The key was revoked at " + Json.time(at) + ".")
        .orElse("This secret was replaced by a roll, and its grace is over.");
  }

  private static Principal principal(Presented presented) {
    ApiKey key = presented.key();
    return new Principal(
        key.id(),
        key.inside().accountId(),
        key.environment(),
        key.scope(),
        presented.generation(),
        key.limits().requestsPerMinute(),
        key.limits().onMoney(),
        key.owner());
  }

  private static Authentication unseen(Check check, String detail, Optional<String> display) {
    return new Authentication.Rejected(
        new Rejection(check, detail, ApiKey.unknown()), Optional.empty(), display);
  }

  private static Authentication refused(Check check, String detail, ApiError told, ApiKey key) {
    return new Authentication.Rejected(
        new Rejection(check, detail, told), Optional.of(key.owner()), Optional.empty());
  }
}
