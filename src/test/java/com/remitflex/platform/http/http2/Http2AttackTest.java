package com.remitflex.platform.http.http2;

import static com.remitflex.testing.RawHttp2.CONTINUATION;
import static com.remitflex.testing.RawHttp2.DATA;
import static com.remitflex.testing.RawHttp2.END_HEADERS;
import static com.remitflex.testing.RawHttp2.END_STREAM;
import static com.remitflex.testing.RawHttp2.HEADERS;
import static com.remitflex.testing.RawHttp2.INITIAL_WINDOW_SIZE;
import static com.remitflex.testing.RawHttp2.PING;
import static com.remitflex.testing.RawHttp2.PRIORITY;
import static com.remitflex.testing.RawHttp2.RST_STREAM;
import static com.remitflex.testing.RawHttp2.SETTINGS;
import static com.remitflex.testing.RawHttp2.WINDOW_UPDATE;
import static com.remitflex.testing.RawHttp2.frame;
import static com.remitflex.testing.RawHttp2.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import com.remitflex.testing.RawHttp2;
import com.remitflex.testing.Scrape;
import com.remitflex.testing.SecureServer;
import com.remitflex.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hostile clients of HTTP/2 send. After all of it nothing is left. */
@Tag("slow")
@Timeout(60)
class Http2AttackTest {
  private static final SecureServer SECURE = new SecureServer();

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          SECURE.settings(
              Map.of(
                  "REMITFLEX_READ_TIMEOUT_MILLIS", "3000",
                  "REMITFLEX_WRITE_TIMEOUT_MILLIS", "1500",
                  "REMITFLEX_IDLE_TIMEOUT_SECONDS", "4",
                  "REMITFLEX_MAX_CONNECTIONS_PER_ADDRESS", "20")));

  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int STREAM_CLOSED = 5;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int COMPRESSION_ERROR = 9;
  private static final int ENHANCE_YOUR_CALM = 11;

  private static RawHttp2 connect(int... settings) {
    return new RawHttp2(SECURE.socket(server.port(), "h2"), settings);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static void assertServes(RawHttp2 client, int stream) {
    assertThat(client.get(stream, "/healthz").answer(stream).status()).isEqualTo(200);
  }

  /** No connection, no request and no thread is left, and a new client is served. */
  @AfterAll
  static void nothingIsLeft() {
    Scrape.until(
        "everything is freed",
        server.managementPort(),
        scrape ->
            scrape.value("remitflex_http_connections") == 0
                && scrape.value("remitflex_http_requests_in_flight") == 0
                && scrape.value("remitflex_http2_threads") == 0);
    try (RawHttp2 client = connect()) {
      for (int i = 0; i < 21; i++) {
        assertServes(client, 2 * i + 1);
      }
    }
  }

  @Test
  void aHeaderThatIsLargerThanTheTableIsNotAddedToIt() {
    try (RawHttp2 client = connect()) {
      byte[] large = RawHttp2.indexed("x-large", "a".repeat(5_000));
      client.send(HEADERS, END_HEADERS | END_STREAM, 1, join(request("GET", "/healthz"), large));

      assertThat(client.answer(1).status()).isEqualTo(200);
      assertServes(client, 3);
    }
  }

  @Test
  void aTableSizeUpdateToZeroEmptiesTheTable() {
    try (RawHttp2 client = connect()) {
      byte[] update = {0x20};
      byte[] entry = RawHttp2.indexed("x-any", "a".repeat(100));
      client.send(
          HEADERS, END_HEADERS | END_STREAM, 1, join(update, request("GET", "/healthz"), entry));

      assertThat(client.answer(1).status()).isEqualTo(200);
      assertServes(client, 3);
    }
  }

  @Test
  void aTableThatIsLargerThanAllowedEndsTheConnection() {
    try (RawHttp2 client = connect()) {
      byte[] update = {0x3f, (byte) 0xff, (byte) 0xff, 0x7f};
      client.send(HEADERS, END_HEADERS | END_STREAM, 1, join(update, request("GET", "/healthz")));

      assertThat(client.endsWith()).isEqualTo(COMPRESSION_ERROR);
    }
  }

  @Test
  void manyEmptyContinuationsEndTheConnection() {
    try (RawHttp2 client = connect()) {
      client.send(HEADERS, END_STREAM, 1, request("GET", "/healthz"));
      client.flood(100_000, frame(CONTINUATION, 0, 1, new byte[0]));

      assertThat(client.endsWith()).isIn(ENHANCE_YOUR_CALM, -1);
    }
  }

  @Test
  void largeContinuationsEndTheConnection() {
    try (RawHttp2 client = connect()) {
      client.send(HEADERS, END_STREAM, 1, request("GET", "/healthz"));
      client.flood(100, frame(CONTINUATION, 0, 1, new byte[16_000]));

      assertThat(client.endsWith()).isIn(PROTOCOL_ERROR, ENHANCE_YOUR_CALM, -1);
    }
  }

  @Test
  void headersThatNeverEndAreCutInTime() {
    try (RawHttp2 client = connect()) {
      client.send(HEADERS, END_STREAM, 1, request("GET", "/healthz"));

      assertThat(client.endsWith()).isEqualTo(-1);
    }
  }

  @Test
  void aFrameThatNeverEndsIsCutInTime() {
    try (RawHttp2 client = connect()) {
      assertServes(client, 1);
      client.send(new byte[] {0, 0, 9, 0});

      assertThat(client.endsWith()).isEqualTo(-1);
    }
  }

  @Test
  void anIncompleteBodyIsFreedWithItsConnection() {
    try (RawHttp2 client = connect()) {
      client.send(HEADERS, END_HEADERS, 1, request("POST", "/v1/payments"));
      client.send(DATA, 0, 1, "{".getBytes());
    }
  }

  @Test
  void aBodyThatNeverEndsIsResetInTimeAndOthersGoOn() {
    try (RawHttp2 client = connect()) {
      client.send(
          HEADERS, END_HEADERS, 1, request("POST", "/dashboard/sign-in", "content-length", "10"));

      RawHttp2.Answer answer = client.answer(1);
      assertThat(answer.status() >= 400 || answer.reset().isPresent()).isTrue();
      assertServes(client, 3);
    }
  }

  @Test
  void rapidResetsEndTheConnection() {
    try (RawHttp2 client = connect()) {
      for (int i = 0; i < 1_000; i++) {
        int stream = 2 * i + 1;
        client.flood(
            1,
            join(
                frame(HEADERS, END_HEADERS | END_STREAM, stream, request("GET", "/openapi.json")),
                frame(RST_STREAM, 0, stream, number(CANCEL))));
      }

      assertThat(client.endsWith()).isIn(ENHANCE_YOUR_CALM, -1);
    }
  }

  @Test
  void resetsThatTheClientCausesEndTheConnection() {
    try (RawHttp2 client = connect()) {
      for (int i = 0; i < 1_000; i++) {
        int stream = 2 * i + 1;
        client.flood(
            1,
            join(
                frame(HEADERS, END_HEADERS, stream, request("GET", "/openapi.json")),
                frame(WINDOW_UPDATE, 0, stream, number(0))));
      }

      assertThat(client.endsWith()).isIn(ENHANCE_YOUR_CALM, PROTOCOL_ERROR, -1);
    }
  }

  @Test
  void emptyDataFramesEndTheConnection() {
    try (RawHttp2 client = connect()) {
      client.send(HEADERS, END_HEADERS, 1, request("POST", "/v1/payments"));
      client.flood(100_000, frame(DATA, 0, 1, new byte[0]));

      assertThat(client.endsWith()).isIn(ENHANCE_YOUR_CALM, -1);
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 0, 8", "4, 0, 6", "2, 3, 5", "8, 0, 4", "77, 0, 4", "8, 1, 4"})
  void floodsOfControlFramesEndTheConnection(int type, int stream, int length) {
    try (RawHttp2 client = connect()) {
      if (stream == 1) {
        assertServes(client, 1);
      }
      byte[] payload = new byte[length];
      payload[length - 1] = 1;
      client.flood(20_000, frame(type, 0, stream, payload));

      assertThat(client.endsWith()).isIn(ENHANCE_YOUR_CALM, -1);
    }
  }

  @Test
  void aFewControlFramesAreAnswered() {
    try (RawHttp2 client = connect()) {
      for (int i = 0; i < 100; i++) {
        client.send(PING, 0, 0, new byte[8]);
        assertThat(client.next(PING)).isPresent();
        client.send(PRIORITY, 0, 3, new byte[] {0, 0, 0, 1, 5});
      }
      client.send(SETTINGS, 0, 0, new byte[0]);
      assertServes(client, 5);
    }
  }

  @Test
  void aClientThatOpensNoWindowIsResetInTime() {
    try (RawHttp2 client = connect(INITIAL_WINDOW_SIZE, 0)) {
      client.get(1, "/openapi.json");

      assertThat(client.answer(1).reset()).contains(CANCEL);
    }
  }

  @Test
  void aWindowOfOneByteAtATimeIsResetInTime() {
    try (RawHttp2 client = connect(INITIAL_WINDOW_SIZE, 1)) {
      client.get(1, "/openapi.json");
      int frames = 0;
      for (Optional<RawHttp2.Frame> one = client.next(); one.isPresent(); one = client.next()) {
        if (one.get().type() == RST_STREAM) {
          assertThat(one.get().error()).isEqualTo(CANCEL);
          return;
        }
        if (one.get().type() == DATA) {
          frames++;
          Await.pause(Duration.ofMillis(20));
          client.window(1, 1);
        }
      }
      throw new AssertionError("no reset after " + frames + " frames");
    }
  }

  @Test
  void aClientThatNeverReadsIsCut() {
    try (RawHttp2 client = connect(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
      client.window(0, Integer.MAX_VALUE - 65_535);
      for (int i = 0; i < 20; i++) {
        client.get(2 * i + 1, "/openapi.json");
      }
      for (int i = 20; i < 200; i++) {
        client.flood(
            1,
            frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, request("GET", "/openapi.json")));
      }
      Scrape.until(
          "the connection is cut",
          server.managementPort(),
          scrape -> scrape.value("remitflex_http_connections") == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void aWindowThatOverflowsIsAnError(int stream) {
    try (RawHttp2 client = connect(INITIAL_WINDOW_SIZE, 0)) {
      client.get(1, "/openapi.json");
      client.window(stream, Integer.MAX_VALUE);
      client.window(stream, Integer.MAX_VALUE);

      if (stream == 0) {
        assertThat(client.endsWith()).isEqualTo(FLOW_CONTROL_ERROR);
      } else {
        assertThat(client.answer(1).reset()).contains(FLOW_CONTROL_ERROR);
        assertServes(client.window(0, 1), 3);
      }
    }
  }

  @Test
  void moreStreamsThanAllowedAreRefusedOneByOne() {
    try (RawHttp2 client = connect(INITIAL_WINDOW_SIZE, 0)) {
      for (int i = 0; i < 20; i++) {
        client.get(2 * i + 1, "/openapi.json");
      }
      client.send(HEADERS, END_HEADERS, 41, request("POST", "/v1/payments"));
      client.send(DATA, END_STREAM, 41, "{}".getBytes());

      assertThat(client.answer(41).reset()).contains(REFUSED_STREAM);
      for (int i = 0; i < 20; i++) {
        client.send(RST_STREAM, 0, 2 * i + 1, number(CANCEL));
      }
      client.send(SETTINGS, 0, 0, new byte[] {0, 4, 0, 1, 0, 0});
      Await.until("a stream is accepted", () -> isServed(client));
    }
  }

  private static int nextStream = 43;

  private static boolean isServed(RawHttp2 client) {
    nextStream += 2;
    RawHttp2.Answer answer = client.get(nextStream, "/healthz").answer(nextStream);
    return answer.status() == 200;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          X-Upper, a
          connection, close
          transfer-encoding, chunked
          upgrade, h2c
          keep-alive, 1
          proxy-connection, close
          te, gzip
          :path, /other
          :status, 200
          x y, a
          x:y, a
          content-length, 5
          content-length, -1
          content-length, "5,5"
          host, other
          "", a
          """)
  void aMalformedHeaderResetsItsStreamOnly(String name, String value) {
    assertMalformed(name, value);
  }

  @ParameterizedTest
  @CsvSource({"a\\r\\nx: b", "a\\nb", "a\\rb", "a\\0b", "\\sa", "a\\t"})
  void aValueThatHttp11WouldReadDifferentlyResetsItsStreamOnly(String escaped) {
    String value =
        escaped
            .replace("\\r", "\r")
            .replace("\\n", "\n")
            .replace("\\0", "\0")
            .replace("\\s", " ")
            .replace("\\t", "\t");
    assertMalformed("x-any", value);
  }

  private static void assertMalformed(String name, String value) {
    try (RawHttp2 client = connect()) {
      client.get(1, "/healthz", name, value);

      assertThat(client.answer(1).reset()).contains(PROTOCOL_ERROR);
      assertServes(client, 3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          GET, https, /a b
          GET, https, a
          'GET /x', https, /
          'G(T', https, /
          GET, http, /healthz
          CONNECT, https, /healthz HTTP/1.0
          """)
  void aMalformedRequestLineResetsItsStreamOnly(String method, String scheme, String path) {
    try (RawHttp2 client = connect()) {
      byte[] block = RawHttp2.block(":method", method, ":scheme", scheme, ":path", path);
      client.send(HEADERS, END_HEADERS | END_STREAM, 1, block);

      assertThat(client.answer(1).reset()).contains(PROTOCOL_ERROR);
      assertServes(client, 3);
    }
  }

  @Test
  void aBodyThatDiffersFromItsLengthResetsItsStreamOnly() {
    try (RawHttp2 client = connect()) {
      client.send(
          HEADERS, END_HEADERS, 1, request("POST", "/v1/payments", "content-length", "100000"));
      client.send(DATA, END_STREAM, 1, "GET / HTTP/1.1\r\n\r\n".getBytes());

      Optional<Integer> reset = client.answer(1).reset();
      assertThat(reset.isEmpty() || reset.get() == PROTOCOL_ERROR).isTrue();
      assertServes(client, 3);
    }
  }

  @Test
  void aFrameThatIsTooLargeEndsTheConnection() {
    try (RawHttp2 client = connect()) {
      client.send(new byte[] {0, 0x7f, 0, DATA, 0, 0, 0, 0, 1});

      assertThat(client.endsWith()).isEqualTo(FRAME_SIZE_ERROR);
    }
  }

  @Test
  void dataWithoutAStreamEndsTheConnection() {
    try (RawHttp2 client = connect()) {
      client.send(DATA, END_STREAM, 5, new byte[1]);

      assertThat(client.endsWith()).isIn(PROTOCOL_ERROR, STREAM_CLOSED);
    }
  }

  @Test
  void anIdleConnectionEndsWithGoAway() {
    try (RawHttp2 client = connect()) {
      assertServes(client, 1);

      assertThat(client.endsWith()).isEqualTo(NO_ERROR);
    }
  }
}
