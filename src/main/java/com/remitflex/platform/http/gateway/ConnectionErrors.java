package com.remitflex.platform.http.gateway;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.server.ConnectionGuard;
import com.remitflex.platform.http.server.HttpDate;
import com.remitflex.platform.http.server.Rejections;
import com.remitflex.platform.ids.IdPrefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Responses on connections that did not send a readable request, or that are not served. */
record ConnectionErrors(ErrorResponse errors, RequestMetrics metrics) implements Rejections {
  /** The response to bytes that are not a request. */
  Response malformed() {
    metrics.unreadable();
    ConnectionGuard guard = ConnectionGuard.current();
    int maxBytes = guard.limits().headerBytes();
    boolean tooLarge = guard.received() >= maxBytes;
    if (tooLarge) {
      guard.leave(Long.MAX_VALUE);
    }
    return errors.of(
        tooLarge
            ? tooLarge(maxBytes)
            : ApiError.of(ErrorCode.VALIDATION_ERROR, "The request is not well-formed HTTP/1.1."));
  }

  private static ApiError tooLarge(int maxBytes) {
    return ApiError.of(
        ErrorCode.HEADERS_TOO_LARGE,
        "The request line or the headers are larger than " + maxBytes / 1024 + " KiB.");
  }

  @Override
  public byte[] overloaded() {
    metrics.overloaded();
    return bytes(
        ApiError.later(
            ErrorCode.SERVICE_UNAVAILABLE,
            "Too many connections are open. The request had no effect; close some connections,"
                + " or try again.",
            1));
  }

  @Override
  public byte[] headersTooLarge(int maxBytes) {
    metrics.unreadable();
    return bytes(tooLarge(maxBytes));
  }

  private byte[] bytes(ApiError error) {
    Response response = errors.of(error);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Date", HttpDate.now());
    headers.put(ResponseHeader.REQUEST_ID.text(), IdPrefix.REQUEST.next());
    headers.put("Content-Type", response.contentType());
    headers.put("Content-Length", Integer.toString(response.body().length));
    headers.put("Connection", "close");
    headers.putAll(response.headers());
    return new RawResponse(response.status(), headers, List.of()).with(response.body());
  }
}
