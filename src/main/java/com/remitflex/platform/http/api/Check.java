package com.remitflex.platform.http.api;

/** The checks that a request passes before it may act, in their order. */
public enum Check {
  AUTHORIZATION_HEADER("authorization_header", "Exactly one header: Authorization: Bearer <key>."),
  KEY_FORMAT("key_format", "The key has the form and the checksum of an API key."),
  KEY_KNOWN("key_known", "The platform has issued this key."),
  HOST("host", "The host takes keys of this environment."),
  NOT_REVOKED("not_revoked", "Neither the key nor this secret of it was revoked."),
  NOT_EXPIRED("not_expired", "The key has not expired."),
  IP_ALLOWED("ip_allowed", "The client's address is on the key's list."),
  RATE_LIMIT("rate_limit", "The key has requests left in this minute."),
  WELL_FORMED("well_formed", "Path and headers are well-formed."),
  ROUTE("route", "The API has such an endpoint, and it takes this method."),
  SCOPE("scope", "The key's scope includes the endpoint's.");

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

  /** What holds when the check is passed. */
  public String meaning() {
    return meaning;
  }
}
