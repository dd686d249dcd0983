package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.server.ConnectionGuard;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The body of one request; it is received only when a handler reads it. */
public final class RequestBody {
  private final ServerRequest request;
  private Optional<byte[]> received = Optional.empty();

  RequestBody(ServerRequest request) {
    this.request = request;
  }

  /** Whether the request has a body; a Content-Type alone is none. */
  boolean isPresent() {
    return length() > 0;
  }

  /** Bytes that are still unread on the connection; the maximum for a chunked body. */
  public long unread() {
    return received.isPresent() ? 0 : length();
  }

  /** The beginning of the body, as far as it was received. */
  byte[] beginning(int maxBytes) {
    return received
        .map(body -> Arrays.copyOf(body, Math.min(body.length, maxBytes)))
        .orElse(new byte[0]);
  }

  private long length() {
    return request.headers().contains(HeaderNames.TRANSFER_ENCODING)
        ? Long.MAX_VALUE
        : request.headers().contentLength().orElse(0);
  }

  /**
   * The body as one JSON object.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, REQUEST_TOO_LARGE,
   *     UNSUPPORTED_MEDIA_TYPE
   */
  JsonObject json() {
    requireJson();
    return JsonReader.object(bytes());
  }

  /** As {@link #json()}, but without masking the API keys in its strings. */
  JsonObject unmaskedJson() {
    requireJson();
    return JsonReader.unmasked(bytes());
  }

  private void requireJson() {
    List<String> types = request.headers().all(HeaderNames.CONTENT_TYPE, List::of);
    boolean json = types.size() == 1 && isJson(types.getFirst());
    if (!json || request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      throw ApiError.of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Send the body as JSON, with Content-Type: application/json and no"
                  + " Content-Encoding.")
          .exception();
    }
  }

  /**
   * The body's bytes.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, REQUEST_TOO_LARGE
   */
  byte[] bytes() {
    ConnectionGuard guard = ConnectionGuard.current();
    int maxBytes = guard.limits().bodyBytes();
    if (request.headers().contentLength().orElse(0) > maxBytes) {
      throw guard.tooLarge().exception();
    }
    byte[] body = receive(maxBytes + 1);
    if (body.length > maxBytes) {
      throw guard.tooLarge().exception();
    }
    received = Optional.of(body);
    return body;
  }

  /** Reads at most so many bytes, without closing the stream: closing would wait for the rest. */
  private byte[] receive(int maxBytes) {
    ConnectionGuard.current().begin();
    try {
      byte[] body = request.content().inputStream().readNBytes(maxBytes);
      ConnectionGuard.current().complete();
      return body;
    } catch (RequestException
        | IllegalArgumentException
        | DataReader.IncorrectNewLineException
        | DataReader.InsufficientDataAvailableException e) {
      throw ApiError.of(
              ErrorCode.VALIDATION_ERROR,
              "The body does not match its Content-Length or Transfer-Encoding.")
          .exception();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isJson(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
    if (!parts[0].strip().equals("application/json")) {
      return false;
    }
    return parts.length == 1
        || parts[1].strip().replace("\"", "").equals("charset=utf-8")
        || parts[1].isBlank();
  }
}
