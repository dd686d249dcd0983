package com.remitflex.platform.http.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Turns errors into responses. */
public final class ErrorResponse {
  /** Path of the page that describes every error code. */
  public static final String DOCS_PATH = "/docs/errors";

  private final String docsUrl;

  ErrorResponse(String publicUrl) {
    this.docsUrl = publicUrl + DOCS_PATH + "#";
  }

  /** The anchor of a code on the page that describes it. */
  public static String anchor(ErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT);
  }

  Response of(ApiError error) {
    ObjectNode envelope = Json.object();
    ObjectNode body = envelope.putObject("error");
    body.put("code", error.code().name());
    body.put("message", ApiKeyText.mask(error.message()));
    if (!error.code().isAuthentication()) {
      error.field().ifPresent(field -> body.put("field", ApiKeyText.mask(field)));
      body.put("docs_url", docsUrl + anchor(error.code()));
    }
    Map<String, String> headers = new TreeMap<>();
    if (error.code().status() == 401) {
      headers.put(ResponseHeader.WWW_AUTHENTICATE.text(), "Bearer");
    }
    error
        .retryAfterSeconds()
        .ifPresent(
            seconds -> headers.put(ResponseHeader.RETRY_AFTER.text(), Integer.toString(seconds)));
    error.allow().ifPresent(methods -> headers.put(ResponseHeader.ALLOW.text(), methods));
    return Response.json(error.code().status(), Json.text(envelope)).with(headers);
  }
}
