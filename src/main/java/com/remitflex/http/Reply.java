package com.remitflex.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer before it is written to the wire. */
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  public static Reply json(int status, String json) {
    return new Reply(status, JSON, json.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  public static Reply html(String html) {
    return new Reply(
        200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  public Reply with(Map<String, String> more) {
    return new Reply(status, contentType, body, more);
  }
}
