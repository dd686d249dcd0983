package com.remitflex.platform.errors;

/** Every error code of the API, with its HTTP status and its entry in the error reference. */
public enum ErrorCode {
  UNAUTHORIZED(
      401,
      "The Authorization header is missing or malformed, or its key does not exist, has expired or"
          + " may not be used from this address or on this host.",
      "Send exactly one header `Authorization: Bearer <key>` with the complete key.",
      Retry.NO),
  API_KEY_REVOKED(
      401,
      "The key was revoked, or it is the old secret of a rolled key and its grace period has"
          + " ended.",
      "Create a new key and use it instead. A revoked key never works again.",
      Retry.NO),
  INSUFFICIENT_PERMISSIONS(
      403,
      "The key's scope is lower than the minimum scope of this endpoint. Or the request would"
          + " return a new secret (a roll, a new key), but used an old secret of a rolled key after"
          + " a newer one was used.",
      "Use a key with the scope that the message names. To obtain a new secret, use the key's"
          + " newest secret.",
      Retry.NO),
  VALIDATION_ERROR(
      400,
      "The request is malformed, or a field or parameter is missing, unknown or of the wrong type.",
      "Correct the field or parameter that `field` names.",
      Retry.NO),
  INVALID_AMOUNT(
      400,
      "The amount is not positive, or it is outside the limits of the corridor.",
      "Send an amount within the limits that the message names.",
      Retry.NO),
  INVALID_CURRENCY(
      400,
      "The currency is unknown, not in upper case, or not supported here.",
      "Send a supported upper-case currency code.",
      Retry.NO),
  INVALID_RECIPIENT(
      400,
      "A field of the recipient fails the validation of its country or network, for example the"
          + " checksum of an IBAN or of a wallet's address.",
      "Correct the field that `field` names.",
      Retry.NO),
  INVALID_CURSOR(
      400,
      "The cursor is not from this list with these filters, or it is older than 24 hours.",
      "Request the first page again, without a cursor.",
      Retry.NO),
  INSUFFICIENT_FUNDS(
      402,
      "The available balance does not cover the amount and the fee.",
      "Add funds or send a smaller amount, then retry with the same idempotency key.",
      Retry.AFTER_CHANGE),
  LIMIT_EXCEEDED(
      402,
      "The request would exceed a limit of the key or the account. The message names the limit and"
          + " how much of it is left.",
      "Send less, wait until the next day (UTC), or use a key with a higher limit.",
      Retry.AFTER_CHANGE),
  HTTPS_REQUIRED(
      403,
      "The request was sent over plain HTTP, without encryption.",
      "Use an `https://` address. Roll the key that the request contained: others could read it.",
      Retry.NO),
  KYC_REQUIRED(
      403,
      "The account is not verified, so that it can send no live money.",
      "Ask the operator of the platform to verify the account.",
      Retry.AFTER_CHANGE),
  KYB_REQUIRED(
      403,
      "The account's business is not verified. Live keys require verification, and large live"
          + " payments a verification of the business (KYB).",
      "Ask the operator of the platform to verify the account, or send a smaller amount.",
      Retry.AFTER_CHANGE),
  NOT_FOUND(
      404,
      "Nothing with this ID or path exists in the key's account and environment.",
      "Check the ID and the path, and that the key belongs to the same environment.",
      Retry.NO),
  METHOD_NOT_ALLOWED(
      405,
      "The path exists, but does not support this method.",
      "Use one of the methods in the Allow header.",
      Retry.NO),
  IDEMPOTENCY_CONFLICT(
      409,
      "The idempotency key was already used for a different request.",
      "Use a new idempotency key for a new request, and the same body for a retry.",
      Retry.NO),
  IDEMPOTENCY_IN_PROGRESS(
      409,
      "The first request with this idempotency key is still in progress.",
      "Wait the number of seconds in the Retry-After header, then retry with the same idempotency"
          + " key, or look up the key.",
      Retry.SAME_KEY),
  PAYMENT_CANCELLED(409, "The payment is already cancelled.", "No action is needed.", Retry.NO),
  REQUEST_TOO_LARGE(
      413,
      "The body is larger than the server accepts: 256 KiB, unless the operator has set another"
          + " limit.",
      "Send a smaller body.",
      Retry.NO),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The Content-Type is not JSON, or the body is compressed.",
      "Send `Content-Type: application/json` and no `Content-Encoding`.",
      Retry.NO),
  IDEMPOTENCY_KEY_EXPIRED(
      422,
      "The request with this idempotency key took effect, but its response is older than 24 hours"
          + " and is no longer stored.",
      "Read the object whose ID the message names. The request took effect once.",
      Retry.NO),
  PAYMENT_NOT_CANCELLABLE(
      422,
      "Only a pending payment can be cancelled, and this payment is no longer pending.",
      "Wait for the payment's final status.",
      Retry.NO),
  QUOTE_EXPIRED(
      422,
      "The quote was not used within 30 seconds. Nothing was debited.",
      "Request a new quote, and use it before its `expires_at`.",
      Retry.NO),
  API_KEY_NOT_ACTIVE(
      422,
      "The API key to roll or change is revoked or expired. Nothing was changed.",
      "Create a new key. A revoked or expired key never works again.",
      Retry.NO),
  CORRIDOR_UNAVAILABLE(
      422,
      "The corridor is currently suspended. Nothing was debited.",
      "Try again later, or use another corridor.",
      Retry.LATER),
  RAIL_NOT_CONFIGURED(
      422,
      "No rail is configured for live payments on this corridor or network, or for live deposits on"
          + " this network. Nothing was debited.",
      "Use a sandbox key, or ask the operator to configure a rail.",
      Retry.NO),
  RATE_LIMIT_EXCEEDED(
      429,
      "The key has sent its maximum number of requests for this minute, or too many requests"
          + " without a valid key came from the client's address.",
      "Wait the number of seconds in the Retry-After header, then retry.",
      Retry.LATER),
  HEADERS_TOO_LARGE(
      431,
      "The request line or the headers are larger than the server accepts: 16 KiB each and 100"
          + " headers, unless the operator has set other limits.",
      "Send fewer or shorter headers.",
      Retry.NO),
  INTERNAL_ERROR(
      500,
      "The server failed unexpectedly.",
      "Retry with the same idempotency key. If the error persists, report the X-Request-Id.",
      Retry.SAME_KEY),
  SERVICE_UNAVAILABLE(
      503,
      "The database is unreachable, or the server is overloaded or shutting down. Or the platform"
          + " has no current exchange rate between the two currencies. The request had no effect.",
      "Wait the number of seconds in the Retry-After header, then retry with the same idempotency"
          + " key.",
      Retry.SAME_KEY);

  /** Whether sending the same request again can help. */
  public enum Retry {
    NO("A retry does not help."),
    LATER("A later retry can succeed."),
    AFTER_CHANGE("A retry can succeed once the cause is resolved."),
    SAME_KEY("A retry is safe and can succeed; use the same idempotency key.");

    private final String advice;

    Retry(String advice) {
      this.advice = advice;
    }

    public String advice() {
      return advice;
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

  /** Whether the error response contains only `code` and `message`. */
  public boolean isAuthentication() {
    return this == UNAUTHORIZED || this == API_KEY_REVOKED || this == INSUFFICIENT_PERMISSIONS;
  }
}
