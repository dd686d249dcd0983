package com.remitflex.platform.errors;

/** Every error code of the API, with its HTTP status and what the error reference says of it. */
public enum ErrorCode {
  UNAUTHORIZED(
      401,
      "The Authorization header is missing or malformed, or the key in it does not exist, has"
          + " expired or may not be used here.",
      "Send one header `Authorization: Bearer <key>` with a key copied whole.",
      Retry.NO),
  API_KEY_REVOKED(
      401,
      "The key was revoked, or it is the old secret of a rolled key whose grace has ended.",
      "Create a new key and use that one. A revoked key never works again.",
      Retry.NO),
  INSUFFICIENT_PERMISSIONS(
      403,
      "The key's scope is lower than the minimum scope of this endpoint. Or the request would give"
          + " out a new secret (a roll, a new key), and came with an old secret of a rolled key"
          + " after a newer one was used.",
      "Use a key with the scope that the message names; for a new secret, the key's newest one.",
      Retry.NO),
  VALIDATION_ERROR(
      400,
      "The request is not well-formed, or a parameter is missing, unknown or of the wrong type.",
      "Correct the parameter that `field` names.",
      Retry.NO),
  INVALID_AMOUNT(
      400,
      "The amount is not positive, or outside the bounds of the corridor.",
      "Send an amount within the bounds that the message names.",
      Retry.NO),
  INVALID_CURRENCY(
      400,
      "The currency is unknown, not in upper case, or not supported here.",
      "Send a supported upper-case currency code.",
      Retry.NO),
  INVALID_RECIPIENT(
      400,
      "A member of the recipient fails its country's check, for example an IBAN checksum.",
      "Correct the member that `field` names.",
      Retry.NO),
  INVALID_CURSOR(
      400,
      "The cursor was not given by this list with these filters, or it is older than 24 hours.",
      "Ask for the first page again, without a cursor.",
      Retry.NO),
  INSUFFICIENT_FUNDS(
      402,
      "The available balance does not cover the amount and the fee.",
      "Add funds or send a smaller amount, then use the same idempotency key again.",
      Retry.AFTER_CHANGE),
  LIMIT_EXCEEDED(
      402,
      "A limit of the key or the account would be exceeded. The message says which, and how much"
          + " is left.",
      "Send less, wait for the next day (UTC), or use a key with another limit.",
      Retry.AFTER_CHANGE),
  KYB_REQUIRED(
      403,
      "The account's business is not verified, which live keys need.",
      "Ask the operator of the platform to verify the account.",
      Retry.AFTER_CHANGE),
  NOT_FOUND(
      404,
      "Nothing with this id or address exists for this key's account and environment.",
      "Check the id, and that the key belongs to the same environment.",
      Retry.NO),
  METHOD_NOT_ALLOWED(
      405,
      "The address exists, but not with this method.",
      "Use a method that the Allow header names.",
      Retry.NO),
  IDEMPOTENCY_CONFLICT(
      409,
      "The idempotency key was used before for another request.",
      "Use a new idempotency key for a new request, and the same body for a retry.",
      Retry.NO),
  IDEMPOTENCY_IN_PROGRESS(
      409,
      "The first request with this idempotency key is still under way.",
      "Retry with the same idempotency key after the seconds of the Retry-After header, or look"
          + " the key up.",
      Retry.SAME_KEY),
  PAYMENT_CANCELLED(
      409, "The payment was cancelled before.", "Nothing to do: it is cancelled.", Retry.NO),
  REQUEST_TOO_LARGE(
      413,
      "The body is larger than the server accepts: 256 KiB, unless its operator has set another"
          + " limit.",
      "Send a smaller body.",
      Retry.NO),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The body is not declared as JSON, or it is compressed.",
      "Send `Content-Type: application/json` and no `Content-Encoding`.",
      Retry.NO),
  IDEMPOTENCY_KEY_EXPIRED(
      422,
      "The idempotency key is remembered, but its answer is older than 24 hours.",
      "Read the object whose id the message names. The request took effect once.",
      Retry.NO),
  PAYMENT_NOT_CANCELLABLE(
      422,
      "Only a pending payment can be cancelled; this one has gone further.",
      "Wait for its final status.",
      Retry.NO),
  API_KEY_NOT_ACTIVE(
      422,
      "The API key to be rolled or changed was revoked or has expired. Nothing was changed.",
      "Create a new key. A revoked or expired key never works again.",
      Retry.NO),
  CORRIDOR_UNAVAILABLE(
      422,
      "The corridor is suspended at the moment. Nothing was debited.",
      "Try again later, or use another corridor.",
      Retry.LATER),
  RAIL_NOT_CONFIGURED(
      422,
      "No rail is configured for live payments on this corridor. Nothing was debited.",
      "Use a sandbox key, or ask the operator to configure a rail.",
      Retry.NO),
  RATE_LIMIT_EXCEEDED(
      429,
      "The key has used all requests of this minute, or the client's address has sent too many"
          + " requests without a valid key.",
      "Wait as many seconds as the Retry-After header says.",
      Retry.LATER),
  HEADERS_TOO_LARGE(
      431,
      "The request's line or headers are larger than the server accepts: 16 KiB each and 100"
          + " headers, unless its operator has set other limits.",
      "Send fewer.",
      Retry.NO),
  INTERNAL_ERROR(
      500,
      "The server failed in a way that it did not expect.",
      "Retry with the same idempotency key, and report the X-Request-Id if it stays.",
      Retry.SAME_KEY),
  SERVICE_UNAVAILABLE(
      503,
      "The database is out of reach, or the server is overloaded or shutting down. This request"
          + " had no effect.",
      "Retry with the same idempotency key after the seconds of the Retry-After header.",
      Retry.SAME_KEY);

  /** Whether sending the same request again can help. */
  public enum Retry {
    NO("A retry does not help."),
    LATER("A later retry can succeed."),
    AFTER_CHANGE("A retry can succeed once the cause is gone."),
    SAME_KEY("A retry is safe and can succeed; use the same idempotency key.");

    private final String words;

    Retry(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  private final int status;
  private final String cause;
  private final String fix;
  private final Retry retry;

  ErrorCode(int status, String cause, String fix, Retry retry) {
    this.status = status;
    this.cause = cause;
    this.fix = fix;
    this.retry = retry;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  public String cause() {
    return cause;
  }

  public String fix() {
    return fix;
  }

  public Retry retry() {
    return retry;
  }

  /** The three codes whose bodies are exactly code and message. */
  public boolean isAuthentication() {
    return this == UNAUTHORIZED || this == API_KEY_REVOKED || this == INSUFFICIENT_PERMISSIONS;
  }
}
