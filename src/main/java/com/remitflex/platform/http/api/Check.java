package com.remitflex.platform.http.api;

/** The checks that a request must pass before it may act, in order. */
public enum Check {
  AUTHORIZATION_HEADER("authorization_header", "Exactly one header: Authorization: Bearer <key>."),
  KEY_FORMAT("key_format", "The key has the form and the checksum of an API key."),
  KEY_KNOWN("key_known", "The platform has issued this key."),
  HOST("host", "The host accepts keys of this environment."),
  NOT_REVOKED("not_revoked", "Neither the key nor this secret was revoked."),
  NOT_EXPIRED("not_expired", "The key has not expired."),
  IP_ALLOWED("ip_allowed", "The client's address is on the key's allow list."),
  RATE_LIMIT("rate_limit", "The key has requests left in this minute."),
  WELL_FORMED("well_formed", "Path and headers are well-formed."),
  ROUTE("route", "The API has an endpoint at this path that supports this method."),
  SCOPE("scope", "The key's scope is sufficient for this endpoint.");

  private final String word;
  private final String meaning;

  Check(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The check's name in the API. */
  public String word() {
    return word;
  }

  /** What is true when the check passed. */
  public String meaning() {
    return meaning;
  }
}
