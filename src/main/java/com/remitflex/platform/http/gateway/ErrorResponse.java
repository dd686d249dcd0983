package com.remitflex.platform.http.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import java.util.Map;
import java.util.TreeMap;

/** Turns errors into responses. */
final class ErrorResponse {
  private final String referenceUrl;

  ErrorResponse(String publicUrl) {
    this.referenceUrl = publicUrl + ErrorReference.PATH + "#";
  }

  Response of(ApiError error) {
    ObjectNode envelope = Json.object();
    ObjectNode body = envelope.putObject("error");
    body.put("code", error.code().name());
    body.put("message", ApiKeyText.mask(error.message()));
    if (!error.code().isAuthentication()) {
      error.field().ifPresent(field -> body.put("field", ApiKeyText.mask(field)));
      body.put("docs_url", referenceUrl + ErrorReference.anchor(error.code()));
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

  static ApiError unauthorized() {
    return ApiError.of(ErrorCode.UNAUTHORIZED, "No valid API key was provided.");
  }
}
