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

/** The body of one request, received when it is asked for. */
public final class RequestBody {
  private final ServerRequest request;
  private Optional<byte[]> received = Optional.empty();

  RequestBody(ServerRequest request) {
    this.request = request;
  }

  /** Whether the request has one; a Content-Type alone is none. */
  boolean isThere() {
    return length() > 0;
  }

  /** Bytes that are still on the connection; as many as can be when the body is chunked. */
  public long unread() {
    return received.isPresent() ? 0 : length();
  }

  /** The beginning of what was received. */
  byte[] beginning(int most) {
    return received
        .map(body -> Arrays.copyOf(body, Math.min(body.length, most)))
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

  /** As {@link #json()}, with the keys in it, which are otherwise masked. */
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
    ConnectionGuard reception = ConnectionGuard.current();
    int largest = reception.limits().bodyBytes();
    if (request.headers().contentLength().orElse(0) > largest) {
      throw reception.tooLarge().exception();
    }
    byte[] body = receive(largest + 1);
    if (body.length > largest) {
      throw reception.tooLarge().exception();
    }
    received = Optional.of(body);
    return body;
  }

  /** The body, or as much of it as shows that it is too large; the stream's close would wait. */
  private byte[] receive(int most) {
    ConnectionGuard.current().begin();
    try {
      byte[] body = request.content().inputStream().readNBytes(most);
      ConnectionGuard.current().complete();
      return body;
    } catch (RequestException
        | IllegalArgumentException
        | DataReader.IncorrectNewLineException
        | DataReader.InsufficientDataAvailableException e) {
      throw ApiError.of(
              ErrorCode.VALIDATION_ERROR,
              "The body does not have the form that Content-Length or Transfer-Encoding promise.")
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
