package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Requests whose limits two programs could see differently, each with a payment behind it on the
 * same connection: one rejection, the connection closed, and the payment never created.
 */
@Execution(ExecutionMode.CONCURRENT)
class FramingTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String PAYMENT = "{\"amount\":100,\"currency\":\"USDC\"}";
  private static final String LENGTH = "Content-Length: " + PAYMENT.length();
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String SIZE = Integer.toHexString(PAYMENT.length());
  private static final String CHUNK = SIZE + "\r\n" + PAYMENT + "\r\n";
  private static final String LAST_CHUNK = "0\r\n\r\n";

  private final String account = server.newAccount();
  private final String authorization =
      "Authorization: Bearer " + server.clientOf(account, Environment.SANDBOX).key() + "\r\n";

  private record Row(String name, String request, int status, String code) {}

  @TestFactory
  Stream<DynamicTest> anAmbiguousRequestIsRefusedAndTheOneBehindItNeverRuns() {
    return Stream.of(
            lengths(), chunks(), headers(), authorizations(), http10(), requestLines(), sizes())
        .flatMap(rows -> rows)
        .map(row -> dynamicTest(row.name(), () -> check(row)));
  }

  private void check(Row row) {
    int before = payments();
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer = connection.send(row.request() + wellFormed()).answer();

      assertThat(answer.status()).as(answer.body()).isEqualTo(row.status());
      assertThat(answer.errorCode()).isEqualTo(row.code());
      assertThat(answer.header("Connection")).contains("close");
      assertThat(answer.header("X-Request-Id").orElse("")).startsWith("req_");
      assertThat(connection.isClosedByServer()).isTrue();
    }
    assertThat(payments()).isEqualTo(before);
  }

  private Stream<Row> lengths() {
    return Stream.of(
        payment("length and chunked", PAYMENT, LENGTH, CHUNKED),
        payment("chunked and length", CHUNK + LAST_CHUNK, CHUNKED, LENGTH),
        payment("length 0 and chunked", CHUNK + LAST_CHUNK, "Content-Length: 0", CHUNKED),
        payment("two lengths", PAYMENT, LENGTH, "Content-Length: 5"),
        payment("the same length twice", PAYMENT, LENGTH, LENGTH),
        payment("two lengths in one line", PAYMENT, LENGTH + ", " + PAYMENT.length()),
        payment("length with a plus", PAYMENT, "Content-Length: +" + PAYMENT.length()),
        payment("length below zero", PAYMENT, "Content-Length: -1"),
        payment("length in hexadecimal", PAYMENT, "Content-Length: 0x20"),
        payment("length with an exponent", PAYMENT, "Content-Length: 3e1"),
        payment("length with a point", PAYMENT, LENGTH + ".0"),
        payment("length with a space in it", PAYMENT, "Content-Length: 3 2"),
        payment("length with a word", PAYMENT, LENGTH + " bytes"),
        payment("length that is empty", PAYMENT, "Content-Length:"),
        payment("length with a NUL", PAYMENT, LENGTH + "\0"),
        payment("length with a vertical tab", PAYMENT, "Content-Length: \u000b32"),
        payment("length beyond 64 bits", PAYMENT, "Content-Length: 18446744073709551648"),
        payment("length with a space before the colon", PAYMENT, "Content-Length : 32"),
        payment("length in Arabic digits", PAYMENT, "Content-Length: \u00d9\u00a3\u00d9\u00a2"),
        chunked("space before the colon", "Transfer-Encoding : chunked"),
        chunked("tab before the colon", "Transfer-Encoding\t: chunked"),
        chunked("space before the name", " Transfer-Encoding: chunked"),
        chunked("NUL in the name", "Transfer-Encoding\0: chunked"),
        chunked("on a line of its own", "Transfer-Encoding:\r\n chunked"),
        chunked("unknown coding", "Transfer-Encoding: xchunked"),
        chunked("coding that is not the last", "Transfer-Encoding: chunked, identity"),
        chunked("identity first", "Transfer-Encoding: identity, chunked"),
        chunked("gzip first", "Transfer-Encoding: gzip, chunked"),
        chunked("twice in one line", "Transfer-Encoding: chunked, chunked"),
        chunked("on two lines", CHUNKED, CHUNKED),
        chunked("identity alone", "Transfer-Encoding: identity"),
        chunked("empty", "Transfer-Encoding:"),
        chunked("in quotes", "Transfer-Encoding: \"chunked\""),
        chunked("with a parameter", "Transfer-Encoding: chunked;q=1"),
        chunked("with a vertical tab before", "Transfer-Encoding: \u000bchunked"),
        chunked("with a NUL after", "Transfer-Encoding: chunked\0"),
        chunked("with a line feed before", "Transfer-Encoding: \nchunked"),
        chunked("after a line that ends in a line feed", "X: y\nTransfer-Encoding: chunked"));
  }

  private Stream<Row> chunks() {
    return Stream.of(
        chunk("size that is no number", "zz\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size with a plus", "+" + CHUNK + LAST_CHUNK),
        chunk("size below zero", "-" + CHUNK + LAST_CHUNK),
        chunk("size with 0x", "0x" + CHUNK + LAST_CHUNK),
        chunk("size with a space before", " " + CHUNK + LAST_CHUNK),
        chunk("size with a space after", SIZE + " \r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size with a tab after", SIZE + "\t\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size with an underscore", "2_0\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size with a NUL", SIZE + "\0\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size that is missing", "\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size of eleven digits", "000000000" + CHUNK + LAST_CHUNK),
        chunk("size beyond 31 bits", "ffffffe0\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size beyond 32 bits", "100000020\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size beyond 64 bits", "10000000000000020\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("extension that does not end", SIZE + ";a=\"b\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("extension without a value", SIZE + ";a=\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("extension in brackets", SIZE + ";[a]\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("extension with a NUL", SIZE + ";a=\"\0\"\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("extension with a return", SIZE + ";a=\r\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk(
            "extension with a line feed in quotes",
            SIZE + ";a=\"\nGET / HTTP/1.1\"\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("extension before the size", ";a=b" + CHUNK + LAST_CHUNK),
        chunk("extensions of 20 KiB", ("1;a=" + "b".repeat(500) + "\r\n \r\n").repeat(40)),
        chunk("empty extension", SIZE + ";\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("extension of 4,000 characters", SIZE + ";" + "a".repeat(4_000)),
        chunk("extension with a line feed", SIZE + ";\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size that ends in a line feed", SIZE + "\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("size that ends in a carriage return", SIZE + "\r" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("more data than the size", SIZE + "\r\n" + PAYMENT + "xx\r\n" + LAST_CHUNK),
        chunk("two bytes for the line end", SIZE + "\r\n" + PAYMENT + "xx" + LAST_CHUNK),
        chunk("line feeds for the line end", SIZE + "\r\n" + PAYMENT + "\n\n" + LAST_CHUNK),
        chunk("no line end", SIZE + "\r\n" + PAYMENT + LAST_CHUNK),
        chunk("less data than the size", "21\r\n" + PAYMENT + "\r\n" + LAST_CHUNK),
        chunk("last chunk that is missing", CHUNK),
        chunk("last chunk without its empty line", CHUNK + "0\r\n"),
        chunk("last chunk with a line feed", CHUNK + "0\n\n"),
        chunk("trailer without a colon", CHUNK + "0\r\nX\r\n\r\n"),
        chunk("trailer with a space in its name", CHUNK + "0\r\nX y: z\r\n\r\n"),
        chunk("trailer that is folded", CHUNK + "0\r\nX: y\r\n z\r\n\r\n"),
        chunk("trailer with a line feed", CHUNK + "0\r\nX: y\nZ: z\r\n\r\n"),
        chunk("trailer with a NUL", CHUNK + "0\r\nX: \0\r\n\r\n"),
        chunk(
            "trailers of 20 KiB",
            CHUNK + "0\r\n" + ("X: " + "y".repeat(1_000) + "\r\n").repeat(20)),
        chunk("trailer that sets the length", CHUNK + "0\r\nContent-Length: 5\r\n\r\n"),
        chunk("trailer that sets a coding", CHUNK + "0\r\ntransfer-encoding: chunked\r\n\r\n"),
        chunk("trailer that names a key", CHUNK + "0\r\nAuthorization: Bearer x\r\n\r\n"));
  }

  private Stream<Row> headers() {
    return Stream.of(
        get("line feeds alone", "GET /v1/balances HTTP/1.1\nHost: a\n{auth}\n\n"),
        header("line feed in a value", "X: a\nb"),
        header("carriage return in a value", "X: a\rb"),
        header("carriage return before the line end", "X: a\r"),
        header("NUL in a value", "X: a\0b"),
        header("NUL in a name", "X\0Y: a"),
        header("space in a name", "X Y: a"),
        header("delete character in a value", "X: a\u007f"),
        header("letter beyond ASCII in a name", "X\u00e9: a"),
        header("brackets in a name", "X[0]: a"),
        header("no name", ": a"),
        header("no colon", "nonsense"),
        header("folded line", "X: a\r\n b"),
        header("second Host", "Host: b"),
        header("second Host, the same", "Host: a"),
        get("no Host", "GET /v1/balances HTTP/1.1\r\n{auth}\r\n"),
        host("empty Host", ""),
        host("two Hosts in one line", "a, b"),
        host("Host with a path", "a/v1"),
        host("Host with a space", "a b"),
        host("Host with a user", "user@a"),
        host("Host with a query", "a?b"),
        host("Host with a word for a port", "a:http"),
        host("Host with an address left open", "[::1"));
  }

  /** The same response as to any other invalid key, but the connection is always closed. */
  private Stream<Row> authorizations() {
    String smuggled = "GET /v1/balances HTTP/1.1\nHost: a\n";
    return Stream.of("\0", "\0x", "\n", "\n" + smuggled, "\u0001", "\u000b", "\u007f", "\u001b[2J")
        .flatMap(odd -> Stream.of("Bearer x" + odd, odd + "Bearer x", "Basic " + odd, odd))
        .map(value ->
            new Row(
                "Authorization: " + value,
                "GET /v1/balances HTTP/1.1\r\nHost: a\r\nAuthorization: " + value + "\r\n\r\n",
                401,
                "UNAUTHORIZED"));
  }

  private Stream<Row> http10() {
    return Stream.of(
        get(
            "HTTP/1.0 with chunks",
            "POST /v1/payments HTTP/1.0\r\n{auth}Content-Type: application/json\r\n"
                + CHUNKED
                + "\r\n\r\n"
                + CHUNK
                + LAST_CHUNK),
        get("HTTP/1.0 with two Hosts", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n{auth}\r\n"),
        get("HTTP/1.0 with a bad Host", "GET / HTTP/1.0\r\nHost: a b\r\n{auth}\r\n"));
  }

  private Stream<Row> requestLines() {
    Stream<Row> targets =
        Stream.of(
                "//v1/balances",
                "/v1//balances",
                "/v1/../v1/balances",
                "/v1/./balances",
                "/v1/..",
                "/v1/%2e%2e/v1/balances",
                "/v1/.%2E/v1/balances",
                "/v1/..;/v1/balances",
                "/v1/..;a=b/v1/balances",
                "/v1/%2e%2e%3b/v1/balances",
                "/v1/balances%00",
                "/v1/balances%0d%0aX:%20y",
                "/v1/balances%7f",
                "/v1/balances%",
                "/v1/balances%zz",
                "/v1\\balances",
                "/v1/..%5c",
                "/v1/balances#here",
                "/v1/balances?a#b",
                "xv1/balances",
                "v1/balances",
                "*",
                "?",
                "http://a/v1/balances",
                "a:80",
                "/v1/bal\0ances",
                "/v1/bal\tances",
                "/v1/bal\u00e4nces",
                "/v1/bal\nances")
            .map(path -> get("path " + path, "GET " + path + " HTTP/1.1\r\nHost: a\r\n{auth}\r\n"));
    Stream<Row> lines =
        Stream.of(
                "GET  /v1/balances HTTP/1.1",
                " GET /v1/balances HTTP/1.1",
                "GET /v1/balances  HTTP/1.1",
                "GET /v1/balances HTTP/1.1 ",
                "GET /v1/balances HTTP/1.1 x",
                "GET /v1/balances",
                "GET",
                "",
                "GET /v1/balances HTTP/1.00",
                "GET /v1/balances HTTP/1.0 ",
                "GET /v1/balances http/1.0",
                "GET /v1/balances HTTP/0.9",
                "GET /v1/balances HTTP/1.2",
                "GET /v1/balances HTTP/2.0",
                "GET /v1/balances HTTP/1.11",
                "GET /v1/balances http/1.1",
                "GET /v1/balances HTTP/1,1",
                "PRI * HTTP/2.0",
                "G\0T /v1/balances HTTP/1.1",
                "G:T /v1/balances HTTP/1.1",
                "G\u00e9T /v1/balances HTTP/1.1",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
                "{\"amount\":100}")
            .map(line -> get("line " + line, line + "\r\nHost: a\r\n{auth}\r\n"));
    return Stream.concat(targets, lines);
  }

  private Stream<Row> sizes() {
    String different =
        String.join("", IntStream.range(0, 300).mapToObj(i -> "X-" + i + ": a\r\n").toList());
    return Stream.of(
        tooLarge("300 headers", "GET /v1/balances HTTP/1.1\r\nHost: a\r\n{auth}" + different),
        tooLarge(
            "300 headers of one name",
            "GET /v1/balances HTTP/1.1\r\nHost: a\r\n{auth}" + "X: a\r\n".repeat(300)),
        tooLarge(
            "17 KiB of headers",
            "GET /v1/balances HTTP/1.1\r\nHost: a\r\n{auth}X: " + "a".repeat(17 * 1024) + "\r\n"),
        tooLarge(
            "17 KiB of header name",
            "GET /v1/balances HTTP/1.1\r\nHost: a\r\n{auth}" + "a".repeat(17 * 1024) + ": a\r\n"),
        tooLarge(
            "17 KiB of path", "GET /" + "a".repeat(17 * 1024) + " HTTP/1.1\r\nHost: a\r\n{auth}"),
        tooLarge(
            "17 KiB of query",
            "GET /v1/payments?a=" + "a".repeat(17 * 1024) + " HTTP/1.1\r\nHost: a\r\n{auth}"),
        new Row("size of 2 GiB", head(CHUNKED) + "7fffffff\r\n", 413, "REQUEST_TOO_LARGE"),
        new Row("size of 256 KiB and 1", head(CHUNKED) + "40001\r\n", 413, "REQUEST_TOO_LARGE"),
        new Row(
            "length of 10^12", head("Content-Length: 1000000000000"), 413, "REQUEST_TOO_LARGE"));
  }

  @Test
  void wellFormedRequestsOnOneConnectionAllRun() {
    int before = payments();
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(wellFormed() + wellFormed());
      assertThat(connection.answer().status()).isEqualTo(201);
      assertThat(connection.answer().status()).isEqualTo(201);

      String pieces = "2\r\n{\"\r\n1E\r\n" + PAYMENT.substring(2) + "\r\n" + LAST_CHUNK;
      connection.send(head(CHUNKED) + pieces + wellFormed());
      assertThat(connection.answer().status()).isEqualTo(201);
      assertThat(connection.answer().status()).isEqualTo(201);

      connection.send(
          head("transfer-encoding: Chunked")
              + "020\r\n"
              + PAYMENT
              + "\r\n"
              + "000\r\n\r\n"
              + wellFormed());
      assertThat(connection.answer().status()).isEqualTo(201);
      assertThat(connection.answer().status()).isEqualTo(201);
    }
    assertThat(payments()).isEqualTo(before + 6);
  }

  /** RFC 9112, 7.1.1 and 7.1.2: a recipient ignores unknown chunk extensions and trailer fields. */
  @TestFactory
  @Execution(ExecutionMode.SAME_THREAD)
  Stream<DynamicTest> chunkExtensionsAndTrailersAreIgnored() {
    return Stream.of(
            SIZE + ";a=b\r\n" + PAYMENT + "\r\n" + LAST_CHUNK,
            SIZE + ";a\r\n" + PAYMENT + "\r\n" + LAST_CHUNK,
            SIZE + " ; a = \"b;\\\"c\" ;d\r\n" + PAYMENT + "\r\n0;last\r\n\r\n",
            CHUNK + "0\r\nX: y\r\n\r\n",
            CHUNK + "00;a=b\r\nX-Checksum:abc\r\nExpires: never\r\nEmpty:\r\n\r\n")
        .map(body ->
            dynamicTest(
                body,
                () -> {
                  int before = payments();
                  try (RawConnection connection = new RawConnection(server.port())) {
                    connection.send(head(CHUNKED) + body + wellFormed());
                    assertThat(connection.answer().status()).isEqualTo(201);
                    assertThat(connection.answer().status()).isEqualTo(201);
                  }
                  assertThat(payments()).isEqualTo(before + 2);
                }));
  }

  /** RFC 9110, 9.1: methods are case-sensitive. */
  @Test
  void aMethodInLowerCaseIsAnotherMethod() {
    int before = payments();
    for (String method : List.of("post", "Post", "pOST")) {
      try (RawConnection connection = new RawConnection(server.port())) {
        connection.send(wellFormed().replaceFirst("POST", method) + wellFormed());
        RawConnection.Answer answer = connection.answer();
        assertThat(answer.status()).as(method).isEqualTo(405);
        assertThat(answer.errorCode()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(answer.header("Allow")).contains("GET, HEAD, POST");
        assertThat(connection.isClosedByServer()).isTrue();
      }
    }
    assertThat(payments()).isEqualTo(before);
  }

  @Test
  void aRequestThatArrivesByteByByteRuns() {
    try (RawConnection connection = new RawConnection(server.port())) {
      for (String request :
          List.of(wellFormed(), head(CHUNKED) + CHUNK + LAST_CHUNK, wellFormed())) {
        request.chars().forEach(c -> connection.send(String.valueOf((char) c)));
        assertThat(connection.answer().status()).isEqualTo(201);
      }
    }
  }

  @Test
  void aRejectedMethodLeavesTheConnectionUsable() {
    for (String method : List.of("TRACE", "PATCH", "BREW", "OPTIONS", "PUT", "get-payments")) {
      try (RawConnection connection = new RawConnection(server.port())) {
        String line = method + " /v1/payments HTTP/1.1\r\nHost: a\r\n" + authorization + "\r\n";
        connection.send(line + "GET /v1/balances HTTP/1.1\r\nHost: a\r\n" + authorization + "\r\n");

        RawConnection.Answer answer = connection.answer();
        assertThat(answer.status()).as(method).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET, HEAD, POST");
        assertThat(connection.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aBodyThatEndsEarlyIsRejectedAndPaysNothing() {
    int before = payments();
    for (String request :
        List.of(
            head("Content-Length: 100") + PAYMENT,
            head(CHUNKED),
            head(CHUNKED) + SIZE,
            head(CHUNKED) + SIZE + "\r\n" + PAYMENT,
            head(CHUNKED) + CHUNK,
            head(CHUNKED) + CHUNK + "0\r\n")) {
      try (RawConnection connection = new RawConnection(server.port())) {
        RawConnection.Answer answer = connection.send(request).finish().answer();

        assertThat(answer.status()).as(request).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("VALIDATION_ERROR");
        assertThat(connection.isClosedByServer()).isTrue();
      }
    }
    assertThat(payments()).isEqualTo(before);
  }

  @Test
  void anUnreadBodyIsNeverTakenForARequest() {
    int before = payments();
    String smuggled = wellFormed();
    for (String first :
        List.of(
            "GET /v1/balances HTTP/1.1\r\nHost: a\r\n" + authorization,
            "DELETE /v1/payments/x HTTP/1.1\r\nHost: a\r\n" + authorization,
            "GET /v1/nothing HTTP/1.1\r\nHost: a\r\n" + authorization,
            "PUT /v1/payments HTTP/1.1\r\nHost: a\r\n" + authorization,
            "GET /v1/balances HTTP/1.1\r\nHost: a\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\n",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\n" + authorization)) {
      try (RawConnection connection = new RawConnection(server.port())) {
        connection.send(
            first + "Content-Length: " + smuggled.length() + "\r\n\r\n" + smuggled + wellFormed());

        assertThat(connection.answer().header("Connection")).as(first).contains("close");
        assertThat(connection.isClosedByServer()).isTrue();
      }
    }
    assertThat(payments()).isEqualTo(before);
  }

  @Test
  void continueIsSentOnlyToARequestThatMayGoOn() {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(head(LENGTH, "Expect: 100-continue"));
      assertThat(connection.answer().status()).isEqualTo(100);
      connection.send(PAYMENT);
      assertThat(connection.answer().status()).isEqualTo(201);
    }
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(head("Content-Length: 1000000", "Expect: 100-continue"));
      assertThat(connection.answer().status()).isEqualTo(413);
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Test
  void headersThatOverrideTheMethodOrThePathAreIgnored() {
    ApiClient client = server.newClient(Scope.WRITE);
    String path = "/v1/payments/" + client.post("/v1/payments", PAYMENT).json().path("id").asText();
    for (String header :
        List.of(
            "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method")) {
      assertThat(client.send(client.request(path).header(header, "DELETE").GET()).status())
          .isEqualTo(200);
    }
    for (String header : List.of("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix")) {
      ApiClient.Answer answer =
          client.send(client.request(path).header(header, "/v1/balances").GET());
      assertThat(answer.json().path("status").asText()).as(header).isEqualTo("pending");
    }
    assertThat(client.get(path + "?_method=DELETE").status()).isEqualTo(400);
    assertThat(client.get(path).json().path("status").asText()).isEqualTo("pending");
  }

  @Test
  void headersThatForgeThePeerAreIgnored() {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(
          "GET /v1/balances HTTP/1.1\r\nHost: a\r\n"
              + authorization
              + "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: '; DROP TABLE node; --\r\n"
              + "Forwarded: for=1.2.3.4;host=evil.example;proto=https\r\nX-Real-IP: 1.2.3.4\r\n"
              + "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\n"
              + "X-Forwarded-Port: x\r\nX-Helidon-Cn: root\r\n\r\n");

      assertThat(connection.answer().status()).isEqualTo(200);
    }
  }

  private int payments() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT count(*) FROM payment WHERE account_id = :account")
                .bind("account", account)
                .mapTo(Integer.class)
                .one());
  }

  private String wellFormed() {
    return head(LENGTH) + PAYMENT;
  }

  private String head(String... headers) {
    return "POST /v1/payments HTTP/1.1\r\nHost: a\r\n"
        + authorization
        + "Content-Type: application/json\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  private Row payment(String name, String body, String... headers) {
    return new Row(name, head(headers) + body, 400, "VALIDATION_ERROR");
  }

  private Row chunked(String name, String... headers) {
    return payment("transfer coding: " + name, CHUNK + LAST_CHUNK, headers);
  }

  private Row chunk(String name, String body) {
    return payment("chunk: " + name, body, CHUNKED);
  }

  private Row header(String name, String header) {
    return get(name, "GET /v1/balances HTTP/1.1\r\nHost: a\r\n{auth}" + header + "\r\n\r\n");
  }

  private Row host(String name, String host) {
    return get(name, "GET /v1/balances HTTP/1.1\r\nHost: " + host + "\r\n{auth}\r\n");
  }

  private Row get(String name, String request) {
    return new Row(name, request.replace("{auth}", authorization), 400, "VALIDATION_ERROR");
  }

  private Row tooLarge(String name, String head) {
    return new Row(name, head.replace("{auth}", authorization) + "\r\n", 431, "HEADERS_TOO_LARGE");
  }
}
