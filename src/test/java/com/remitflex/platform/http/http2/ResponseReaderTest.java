package com.remitflex.platform.http.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of HTTP/1.1 in pieces of every size. */
class ResponseReaderTest {
  /** Notes what is passed on. */
  private static final class Noted implements ResponseReader.Sink {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void headers(Http2Headers headers, boolean isLast) {
      headers.forEach(
          one -> text.append(one.getKey()).append('=').append(one.getValue()).append(' '));
      text.append(isLast ? "." : "|");
    }

    @Override
    public void data(byte[] bytes, int from, int length, boolean isLast) {
      text.append(new String(bytes, from, length, StandardCharsets.US_ASCII));
      text.append(isLast ? "." : "");
    }
  }

  private static String read(boolean isHead, int piece, String response) {
    Noted noted = new Noted();
    ResponseReader reader = new ResponseReader(isHead);
    for (int i = 0; i < response.length(); i += piece) {
      String part = response.substring(i, Math.min(response.length(), i + piece));
      reader.read(part.getBytes(StandardCharsets.US_ASCII), noted);
    }
    assertThat(reader.isComplete()).isTrue();
    return noted.text.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void bodiesWithALengthAndInChunks(int piece) {
    assertThat(
            read(
                false,
                piece,
                "HTTP/1.1 200 OK\r\nX-A: b\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"))
        .isEqualTo(":status=200 x-a=b content-length=3 |abc.");
    assertThat(
            read(
                false,
                piece,
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "a\r\n0123456789\r\n1\r\n\n\r\n0\r\n\r\n"))
        .isEqualTo(":status=100 |:status=200 |0123456789\n.");
  }

  @Test
  void responsesWithoutABody() {
    String response = "HTTP/1.1 204 No Content\r\n\r\n";
    assertThat(read(false, 5, response)).isEqualTo(":status=204 .");
    assertThat(read(true, 5, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"))
        .isEqualTo(":status=200 content-length=3 .");
    assertThat(read(false, 5, "HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(":status=500 content-length=0 .");
  }
}
