package com.remitflex.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.Proves;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Malformed and misleading JSON, sent as the body of a payment. */
@Tag("slow")
class JsonReaderTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final long FAST_NANOS = 50_000_000;
  private static final long SUITE_NANOS = 100_000_000;
  private static final int LARGEST = 256 * 1024;

  private static ApiClient client;

  /** A body with its expected error; `field` is empty if the error is not about one field. */
  private record Row(String name, byte[] body, String code, String field) {}

  @BeforeAll
  static void mint() {
    client = server.newClient(Scope.WRITE);
  }

  @TestFactory
  Stream<DynamicTest> hostileJsonIsRefusedFastAndNamesTheField() {
    return Stream.of(structures(), numbers(), texts(), types(), unknownMembers())
        .flatMap(rows -> rows)
        .map(row -> dynamicTest(row.name(), () -> check(row)));
  }

  private static void check(Row row) {
    RawConnection.Answer answer = post(row.body());

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(row.code());
    assertThat(answer.errorField()).as(answer.body()).isEqualTo(row.field());
    assertThat(fastestNanos(row.body())).isLessThan(FAST_NANOS);
  }

  private static Stream<Row> structures() {
    return Stream.of(
        malformed("no text", ""),
        malformed("white space", " \r\n\t"),
        malformed("null", "null"),
        malformed("a number", "1"),
        malformed("a text", "\"amount\""),
        malformed("an array", "[{\"amount\":100,\"currency\":\"USDC\"}]"),
        malformed("an object in an array, left open", "[{"),
        malformed("an object left open", "{\"amount\":100,\"currency\":\"USDC\""),
        malformed("comma at the end", "{\"amount\":100,\"currency\":\"USDC\",}"),
        malformed("two commas", "{\"amount\":100,,\"currency\":\"USDC\"}"),
        malformed("no colon", "{\"amount\" 100}"),
        malformed("no quotes", "{amount:100,currency:\"USDC\"}"),
        malformed("single quotes", "{'amount':100,'currency':'USDC'}"),
        malformed("a comment", "{\"amount\":100,/* */\"currency\":\"USDC\"}"),
        malformed("a line comment", "{\"amount\":100,\"currency\":\"USDC\"}//x"),
        malformed("a YAML comment", "{\"amount\":100,\"currency\":\"USDC\"}#x"),
        malformed("text behind it", valid() + "x"),
        malformed("a second object behind it", valid() + valid()),
        malformed("a brace behind it", valid() + "}"),
        malformed("a comma behind it", valid() + ","),
        malformed("a NUL behind it", valid() + "\0"),
        malformed("a hijacking prefix", ")]}',\n" + valid()),
        malformed("a record separator", "\u001e" + valid()),
        malformed("a form", "amount=100&currency=USDC"),
        malformed("XML", "<payment amount=\"100\" currency=\"USDC\"/>"),
        malformed("100,000 brackets", "[".repeat(100_000)),
        malformed("100,000 brackets, closed", "[".repeat(100_000) + "]".repeat(100_000)),
        malformed("50,000 objects", "{\"a\":".repeat(50_000)),
        malformed("33 levels", "{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"),
        new Row(
            "32 levels",
            ascii("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}"),
            "VALIDATION_ERROR",
            "amount"),
        field("amount twice", "{\"amount\":100,\"amount\":100,\"currency\":\"USDC\"}", "amount"),
        field(
            "amount twice, once escaped",
            "{\"amount\":1,\"\\u0061mount\":100,\"currency\":\"USDC\"}",
            "amount"),
        field(
            "a member of an inner object twice",
            "{\"amount\":100,\"recipient\":{\"name\":\"a\",\"name\":\"b\"}}",
            "recipient.name"),
        field("a member of an object in an array twice", "{\"x\":[1,{\"y\":1,\"y\":2}]}", "x.1.y"),
        field("an empty name twice", "{\"\":1,\"\":2}", ""),
        malformed("20,000 members", manyMembers()),
        malformed("4,096 names of one hash code", collidingNames("Aa", "BB")),
        malformed("4,096 names of one hash code of the parser", collidingNames("BA", "Ab")));
  }

  private static Stream<Row> numbers() {
    Stream<Row> notPlain =
        Stream.of(
                "1e5",
                "1E5",
                "1e+2",
                "1e-2",
                "1.0e2",
                "0e0",
                "-1e2",
                "1e10000000",
                "1E400",
                "1e-400",
                "1e2147483648",
                "1E99999999999999999999",
                "1".repeat(21),
                "1".repeat(1_000),
                "1".repeat(200_000),
                "0." + "0".repeat(1_000) + "1",
                "100." + "0".repeat(100),
                "-" + "9".repeat(1_000))
            .map(number -> amount(number, "VALIDATION_ERROR", "amount"));
    Stream<Row> notNumbers =
        Stream.of(
                "NaN",
                "Infinity",
                "-Infinity",
                "-NaN",
                "nan",
                "inf",
                "+1",
                "01",
                "00",
                "-01",
                "-",
                "--1",
                "1.",
                ".5",
                "-.5",
                "1..2",
                "1.2.3",
                "0x10",
                "0b1",
                "1_000",
                "1,000.00",
                "1 000",
                "1e",
                "1e+",
                "1f",
                "1L",
                "1n",
                "$100",
                "100%",
                "\u0661\u0660\u0660",
                "\uff11\uff10\uff10",
                "\u2212100",
                "undefined",
                "True")
            .map(number -> amount(number, "VALIDATION_ERROR", ""));
    Stream<Row> outOfRange =
        Stream.of(
                "0",
                "-0",
                "0.0",
                "-0.0",
                "-1",
                "-0.000001",
                "0.000000",
                "9007199254740993",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551617",
                "99999999999999999999",
                "-99999999999999999999",
                "1000000000.000001")
            .map(number -> amount(number, "INVALID_AMOUNT", "amount"));
    Stream<Row> tooFine =
        Stream.of("100.0000001", "0.0000001", "100.0000000", "1.0000000000000000001")
            .map(number -> amount(number, "VALIDATION_ERROR", "amount"));
    return Stream.of(notPlain, notNumbers, outOfRange, tooFine).flatMap(rows -> rows);
  }

  private static Stream<Row> texts() {
    return Stream.of(
        reference("NUL", "a\\u0000b"),
        reference("high surrogate alone", "\\ud800"),
        reference("low surrogate alone", "\\udc00"),
        reference("surrogates in the wrong order", "\\udc00\\ud800"),
        reference("two high surrogates", "\\ud800\\ud800\\udc00"),
        reference("high surrogate at the end", "\\ud83d\\ude00\\ud83d"),
        reference("empty", ""),
        reference("256 characters", "a".repeat(256)),
        reference("256 emoji", "\ud83d\ude00".repeat(256)),
        malformed("NUL in a name", "{\"a\\u0000\":1}"),
        malformed("raw control character", withReference("a\u0001b")),
        malformed("raw NUL", withReference("a\0b")),
        malformed("raw line feed", withReference("a\nb")),
        malformed("raw tab", withReference("a\tb")),
        malformed("unknown escape", withReference("\\x41")),
        malformed("escape cut short", withReference("\\u00")),
        malformed("escape without digits", withReference("\\uZZZZ")),
        malformed("escape in capitals", withReference("\\U0041")),
        bytes("a byte alone", 0xff),
        bytes("a continuation byte alone", 0x80),
        bytes("a sequence cut short", 0xe2, 0x82),
        bytes("an overlong slash", 0xc0, 0xaf),
        bytes("an overlong NUL", 0xc0, 0x80),
        bytes("an overlong quote", 0xe0, 0x80, 0xa2),
        bytes("a surrogate as three bytes", 0xed, 0xa0, 0x80),
        bytes("beyond U+10FFFF", 0xf4, 0x90, 0x80, 0x80),
        bytes("five bytes", 0xf8, 0x88, 0x80, 0x80, 0x80),
        bytes("Latin-1", 0xe9, 0x20),
        row("UTF-16, big end first", valid().getBytes(StandardCharsets.UTF_16BE)),
        row("UTF-16, little end first", valid().getBytes(StandardCharsets.UTF_16LE)),
        row("UTF-16 with its mark", valid().getBytes(StandardCharsets.UTF_16)),
        row("UTF-32", valid().getBytes(Charset.forName("UTF-32"))),
        row("byte-order mark", ("\ufeff" + valid()).getBytes(StandardCharsets.UTF_8)),
        row("byte-order mark alone", "\ufeff".getBytes(StandardCharsets.UTF_8)),
        row("byte-order mark of UTF-16", new byte[] {(byte) 0xfe, (byte) 0xff}));
  }

  private static Stream<Row> types() {
    Stream<Row> amounts =
        Stream.of("\"100\"", "null", "true", "[]", "[100]", "{}", "\"\"")
            .map(value -> amount(value, "VALIDATION_ERROR", "amount"));
    Stream<Row> others =
        Stream.of(
            field("currency that is a number", "{\"amount\":100,\"currency\":1}", "currency"),
            field("currency that is null", "{\"amount\":100,\"currency\":null}", "currency"),
            field("currency in a list", "{\"amount\":100,\"currency\":[\"USDC\"]}", "currency"),
            field("no currency", "{\"amount\":100}", "currency"),
            field("nothing", "{}", "amount"),
            code(
                "currency in lower case",
                "{\"amount\":100,\"currency\":\"usdc\"}",
                "INVALID_CURRENCY",
                "currency"),
            code(
                "currency with a look-alike",
                "{\"amount\":100,\"currency\":\"USD\\u0421\"}",
                "INVALID_CURRENCY",
                "currency"),
            field("reference that is a number", member("\"reference\":1"), "reference"),
            field("reference that is null", member("\"reference\":null"), "reference"),
            field("recipient that is a text", member("\"recipient\":\"x\""), "recipient"),
            field("recipient that is a list", member("\"recipient\":[]"), "recipient"),
            field(
                "recipient's name that is a number",
                member("\"recipient\":{\"name\":1}"),
                "recipient.name"),
            field("metadata that is a list", member("\"metadata\":[]"), "metadata"),
            field("metadata with a number", member("\"metadata\":{\"a\":1}"), "metadata.a"),
            field("metadata with an object", member("\"metadata\":{\"a\":{}}"), "metadata.a"));
    return Stream.concat(amounts, others);
  }

  /** Members that only the server sets, and names that mean something to some languages. */
  private static Stream<Row> unknownMembers() {
    return Stream.of(
            "\"status\":\"settled\"",
            "\"account_id\":\"acc_01ARZ3NDEKTSV4RRFFQ69G5FAV\"",
            "\"fee\":0",
            "\"id\":\"pmt_01ARZ3NDEKTSV4RRFFQ69G5FAV\"",
            "\"environment\":\"live\"",
            "\"exchange_rate\":1000000",
            "\"converted_amount\":1000000",
            "\"total_debited\":0",
            "\"created_at\":\"1970-01-01T00:00:00.000Z\"",
            "\"failure_reason\":null",
            "\"scope\":\"admin\"",
            "\"Amount\":1",
            "\"amount \":1",
            "\"__proto__\":{\"fee\":0}",
            "\"constructor\":{}",
            "\"@type\":\"java.lang.Runtime\"",
            "\"$where\":\"1\"",
            "\"\":1",
            "\"amount.value\":1",
            "\"settlement\":{}")
        .map(unknown -> {
          String name = unknown.substring(1, unknown.indexOf('"', 1));
          return field("unknown member " + name, member(unknown), name);
        });
  }

  @Test
  void numbersKeepEveryDigit() {
    ApiClient rich = server.newClient(Scope.WRITE);
    for (String amount : List.of("100", "100.000001", "12345.678901", "100.10", "99999.999999")) {
      ApiClient.Answer answer =
          rich.post("/v1/payments", "{\"amount\":" + amount + ",\"currency\":\"USDC\"}");

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertThat(answer.json().path("amount").decimalValue()).isEqualByComparingTo(amount);
    }
  }

  @Test
  void everyTextCharacterIsPreserved() {
    for (String text :
        List.of(
            "plain",
            "\"\\/\b\f\n\r\t",
            "\ud83d\ude00",
            "\u200f\u202e\u0001\u007f\u0085\u2028",
            "\ufeff\uffff\ufffe",
            "<script>alert(1)</script>",
            "'; DROP TABLE payment; --",
            "a".repeat(255),
            "\ud83d\ude00".repeat(255))) {
      String escaped = Json.text(Json.object().put("reference", text));
      ApiClient.Answer answer =
          client.post("/v1/payments", member(escaped.substring(1, escaped.length() - 1)));

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertThat(answer.json().path("reference").asText()).isEqualTo(text);
    }
  }

  @Test
  void aBodyBeyondTheLimitIsNotParsed() {
    RawConnection.Answer answer = post(ascii(valid() + " ".repeat(LARGEST + 1 - valid().length())));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.errorCode()).isEqualTo("REQUEST_TOO_LARGE");
  }

  @Test
  @Proves(Guarantee.JSON_SUITE)
  void theParsingSuiteIsReadAsItShouldBe() throws IOException {
    List<Path> files = suite();
    assumeThat(files).as("files of the parsing suite").isNotEmpty();
    for (Path file : files) {
      byte[] text = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      char kind = name.charAt(0);
      // As the whole body, and as a member: most of the suite's texts are arrays.
      for (byte[] body : List.of(text, wrapped(text))) {
        RawConnection.Answer answer = post(body);
        assertThat(answer.status()).as(name + " " + answer.body()).isEqualTo(400);
        assertThat(answer.errorCode()).as(name).isEqualTo("VALIDATION_ERROR");
        assertThat(fastestNanos(body)).as(name).isLessThan(SUITE_NANOS);
      }
      if (kind == 'y') {
        assertThat(isCalledMalformed(post(text))).as(name).isFalse();
        assertThat(isCalledMalformed(post(wrapped(text)))).as(name).isFalse();
      }
      if (kind == 'n') {
        assertThat(isCalledMalformed(post(wrapped(text)))).as(name).isTrue();
      }
    }
    assertThat(files.stream().filter(file -> kind(file) == 'n')).hasSize(188);
    assertThat(files.stream().filter(file -> kind(file) == 'y')).hasSize(95);
    assertThat(files.stream().filter(file -> kind(file) == 'i')).hasSize(35);
    Guarantees.ran(Guarantee.JSON_SUITE, files.size());
  }

  private static boolean isCalledMalformed(RawConnection.Answer answer) {
    String message = answer.json().path("error").path("message").asText();
    return Stream.of("well-formed", "complete", "UTF-8", "after its JSON", "empty", "levels deep")
        .anyMatch(message::contains);
  }

  /** The files beside the checkout, or none, which is said. */
  private static List<Path> suite() throws IOException {
    Path directory = Path.of("").toAbsolutePath().resolveSibling("shared/corpora/json-test-suite");
    if (!Files.isDirectory(directory)) {
      System.out.println("JsonReaderTest: no parsing suite beside the checkout; left out.");
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static char kind(Path file) {
    return file.getFileName().toString().charAt(0);
  }

  private static byte[] wrapped(byte[] text) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(ascii("{\"x\":"));
    body.write(text);
    body.write('}');
    return body.toByteArray();
  }

  private static RawConnection.Answer post(byte[] body) {
    try (RawConnection connection = new RawConnection(server.port())) {
      return connection
          .send(
              "POST /v1/payments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                  + client.key()
                  + "\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
          .sendUnlessRefused(body)
          .answer();
    }
  }

  /** The shortest of some readings: neither a busy machine nor cold code counts. */
  private static long fastestNanos(byte[] body) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 40 && fastest >= FAST_NANOS; i++) {
      long start = System.nanoTime();
      try {
        JsonReader.object(body).rejectUnknown();
      } catch (ApiException e) {
        // Only the duration matters here.
      }
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return fastest;
  }

  private static String valid() {
    return "{\"amount\":100,\"currency\":\"USDC\"}";
  }

  private static String member(String member) {
    return "{\"amount\":100,\"currency\":\"USDC\"," + member + "}";
  }

  private static String withReference(String text) {
    return member("\"reference\":\"" + text + "\"");
  }

  private static String manyMembers() {
    StringBuilder body = new StringBuilder("{");
    while (body.length() < LARGEST - 20) {
      body.append('"').append(Integer.toString(body.length(), 36)).append("\":0,");
    }
    return body.append("\"z z\":0}").toString();
  }

  /** Names made of twelve pairs of letters, of which both kinds have the same hash code. */
  private static String collidingNames(String one, String other) {
    StringBuilder body = new StringBuilder("{");
    for (int i = 0; i < 4_096; i++) {
      body.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 12; bit++) {
        body.append((i >> bit & 1) == 0 ? one : other);
      }
      body.append("\":0");
    }
    return body.append('}').toString();
  }

  private static Row malformed(String name, String body) {
    return new Row(name, body.getBytes(StandardCharsets.UTF_8), "VALIDATION_ERROR", "");
  }

  private static Row row(String name, byte[] body) {
    return new Row(name, body, "VALIDATION_ERROR", "");
  }

  private static Row field(String name, String body, String field) {
    return code(name, body, "VALIDATION_ERROR", field);
  }

  private static Row code(String name, String body, String code, String field) {
    return new Row(name, body.getBytes(StandardCharsets.UTF_8), code, field);
  }

  private static Row amount(String number, String code, String field) {
    String shown = number.length() > 30 ? number.length() + " characters" : number;
    String body = "{\"amount\":" + number + ",\"currency\":\"USDC\"}";
    return code("amount " + shown, body, code, field);
  }

  private static Row reference(String name, String text) {
    return field("reference: " + name, withReference(text), "reference");
  }

  private static Row bytes(String name, int... bytes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ascii("{\"amount\":100,\"currency\":\"USDC\",\"reference\":\""));
    for (int b : bytes) {
      body.write(b);
    }
    body.writeBytes(ascii("\"}"));
    return row("UTF-8: " + name.toLowerCase(Locale.ROOT), body.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
