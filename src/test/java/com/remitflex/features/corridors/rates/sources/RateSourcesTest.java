package com.remitflex.features.corridors.rates.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.corridors.rates.MarketRate;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources of live rates, read from real files and a real HTTP server. */
class RateSourcesTest {
  private static final String ECB =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
        xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
        <gesmes:subject>Reference rates</gesmes:subject>
        <Cube><Cube time='2026-11-26'>
          <Cube currency='USD' rate='1.1500'/><Cube currency='JPY' rate='170.1'/>
          <Cube currency='GBP' rate='0.8700'/><Cube currency='MXN' rate='21.85'/>
        </Cube></Cube>
      </gesmes:Envelope>
      """;

  private static final Instant FRIDAY = Instant.parse("2026-11-27T10:00:00Z");

  @TempDir private Path directory;

  private final AtomicReference<String> response = new AtomicReference<>("");
  private final AtomicReference<String> received = new AtomicReference<>("");
  private int status = 200;
  private volatile boolean isEndless;
  private HttpServer http;
  private Instant now = FRIDAY;

  @BeforeEach
  void serve() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::respond);
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private void respond(HttpExchange exchange) throws IOException {
    received.set(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().get("X-Api-Key"));
    if (status == 302) {
      exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
    }
    if (isEndless) {
      exchange.sendResponseHeaders(status, 0);
      endlessly(exchange.getResponseBody());
      return;
    }
    byte[] body = response.get().getBytes(UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Until the client gives up. */
  private static void endlessly(OutputStream body) {
    byte[] spaces = " ".repeat(10_000).getBytes(UTF_8);
    try {
      while (true) {
        body.write(spaces);
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/latest";
  }

  private LiveRates rates(String sources) {
    RateSettings settings =
        RatesFile.parse(
            ("{\"spread_basis_points\": 50, \"sources\": [" + sources + "]}").getBytes(UTF_8));
    return new LiveRates(settings, () -> now);
  }

  private String ecb() throws IOException {
    Path file = directory.resolve("ecb.xml");
    Files.writeString(file, ECB);
    return "{\"name\": \"ecb\", \"type\": \"ecb\", \"file\": \"" + file + "\"}";
  }

  private String json() throws IOException {
    Path key = directory.resolve("key");
    Files.writeString(key, "secret-1\n");
    return """
    {"name": "acme", "type": "json", "url": "%s", "key_header": "X-Api-Key",
     "key_file": "%s", "time_pointer": "/time", "max_age_minutes": 60,
     "rates": [{"from": "USD", "to": "NGN", "pointer": "/rates/NGN"}]}
    """
        .formatted(url(), key);
  }

  private MarketRate rate(LiveRates rates, Currency from, Currency to) {
    return rates.at(Environment.LIVE, now).find(from, to).orElseThrow();
  }

  private static String error(LiveRates rates) {
    return rates.sources().getFirst().error().orElse("");
  }

  @Test
  void theEcbsFileGivesCrossRatesUntilItIsTooOld() throws IOException {
    LiveRates rates = rates(ecb());
    rates.readAll();

    MarketRate rate = rate(rates, Currency.USD, Currency.MXN);

    assertThat(rate.mid().value()).isEqualByComparingTo("19");
    assertThat(rate.customer().value()).isEqualByComparingTo("18.905");
    assertThat(rate.source()).isEqualTo("ecb");
    assertThat(rate.asOf()).isEqualTo(Instant.parse("2026-11-26T13:10:00Z"));
    now = Instant.parse("2026-12-02T13:09:59Z");
    rate(rates, Currency.USD, Currency.MXN);
    now = Instant.parse("2026-12-02T13:10:00Z");
    assertThat(rates.at(Environment.LIVE, now).all()).isEmpty();
    assertThat(rates.sources().getFirst().isUsable(now)).isFalse();
  }

  /** A parity without a date is of the time at which it is read, not of 1970. */
  @Test
  void aFixedPriceWithoutADateDoesNotMakeARateOld() throws IOException {
    LiveRates rates =
        rates(
            "{\"name\": \"parity\", \"type\": \"fixed\", \"rates\": [{\"from\": \"USDC\", \"to\":"
                + " \"USD\", \"rate\": 1}]},"
                + ecb());
    rates.readAll();

    assertThat(rate(rates, Currency.USDC, Currency.USD).asOf()).isEqualTo(FRIDAY);
    assertThat(rate(rates, Currency.USDC, Currency.EUR).asOf())
        .isEqualTo(Instant.parse("2026-11-26T13:10:00Z"));
  }

  @Test
  void aServiceIsAskedWithItsKeyAndItsPricesHaveItsTime() throws IOException {
    response.set("{\"time\": 1795773600, \"rates\": {\"NGN\": \"1535.50\"}}");
    LiveRates rates = rates(json());
    rates.readAll();

    assertThat(error(rates)).isEmpty();
    assertThat(received.get()).isEqualTo("GET [secret-1]");
    MarketRate rate = rate(rates, Currency.USD, Currency.NGN);
    assertThat(rate.mid().value()).isEqualByComparingTo("1535.5");
    assertThat(rate.asOf()).isEqualTo(Instant.ofEpochSecond(1_795_773_600L));
  }

  @Test
  void aFailureKeepsTheLastPricesUntilTheyAreTooOld() throws IOException {
    response.set("{\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 1535.5}}");
    LiveRates rates = rates(json());
    rates.readAll();
    status = 500;
    rates.readAll();

    assertThat(error(rates)).contains("500");
    rate(rates, Currency.USD, Currency.NGN);
    now = now.plusSeconds(3_600);
    assertThat(rates.at(Environment.LIVE, now).all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | no json | not JSON",
        "200 | {} | no time",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\"} | no number",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": \"many\"}} | no number",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 0}} | impossible",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": -3}} | impossible",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 1e999999}} | impossible",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 1e-999999}} | impossible",
        "200 | {\"time\": \"2026-11-28T10:00:00Z\", \"rates\": {\"NGN\": 1}} | future",
        "200 | {\"time\": -9223372036854775808, \"rates\": {\"NGN\": 1}} | no time",
        "200 | {\"time\": 9223372036854775807, \"rates\": {\"NGN\": 1}} | future",
        "200 | {\"time\": 1e30, \"rates\": {\"NGN\": 1}} | no time",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 1e308}} | impossible",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 1e99999999999}} | JSON",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": NaN}} | JSON",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": \"NaN\"}} | no number",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": \"１\"}} | no number",
        "200 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": [1]}} | no number",
        "200 | [] | no time",
        "404 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 1}} | 404",
        "302 | {\"time\": \"2026-11-27T10:00:00Z\", \"rates\": {\"NGN\": 1}} | 302",
      })
  void aBadResponseGivesNoPrices(int code, String body, String error) throws IOException {
    status = code;
    response.set(body);
    LiveRates rates = rates(json());

    rates.readAll();

    assertThat(error(rates)).contains(error);
    assertThat(rates.at(Environment.LIVE, now).all()).isEmpty();
  }

  @Test
  void aResponseThatIsTooLongIsRejected() throws IOException {
    response.set(" ".repeat(Content.MAX_BYTES + 1));
    LiveRates rates = rates(json());

    rates.readAll();

    assertThat(error(rates)).contains("longer");
  }

  /** Nested 100,000 times, and never ending: each is an error, and the next source is read. */
  @Test
  void aHostileResponseIsAnError() throws IOException {
    response.set("[".repeat(100_000));
    LiveRates rates = rates(json());
    rates.readAll();
    assertThat(error(rates)).contains("not JSON");

    isEndless = true;
    rates.readAll();
    assertThat(error(rates)).isNotEmpty().doesNotContain("not JSON");
    assertThat(rates.at(Environment.LIVE, now).all()).isEmpty();
  }

  /** A price of long ago is no error, but never used. */
  @ParameterizedTest
  @ValueSource(strings = {"-62135596800", "0", "\"0000-01-01T00:00:00Z\"", "\"2026-11-27\""})
  void anOldPriceIsNeverUsed(String time) throws IOException {
    response.set("{\"time\": " + time + ", \"rates\": {\"NGN\": 1535.5}}");
    LiveRates rates = rates(json());

    rates.readAll();

    assertThat(error(rates)).isEmpty();
    assertThat(rates.at(Environment.LIVE, now).all()).isEmpty();
    assertThat(rates.sources().getFirst().isUsable(now)).isFalse();
  }

  @Test
  void aPrivateAddressIsNotAsked() {
    LiveRates rates =
        rates(
            "{\"name\": \"inside\", \"type\": \"ecb\","
                + " \"url\": \"https://192.168.1.1/eurofxref-daily.xml\"}");

    rates.readAll();

    assertThat(error(rates)).contains("not public");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE x [<!ENTITY a \"a\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><x>&b;</x>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><x>&a;</x>",
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><x/>",
        "<x><Cube time='yesterday'/></x>",
        "<x><Cube time='2026-11-26'><Cube currency='USD' rate='NaN'/></Cube></x>",
        "<x><Cube time='2026-11-26'><Cube currency='USD' rate='1e9'/></Cube></x>",
        "<x><Cube time='2026-11-26'><Cube currency='USD' rate='-1'/></Cube></x>",
        "<x><Cube time='2026-11-26'/></x>",
        "<x/>",
        "<x",
        "",
        "{}"
      })
  void otherXmlIsRejected(String xml) throws IOException {
    Path file = directory.resolve("other.xml");
    Files.writeString(file, xml);
    LiveRates rates = rates("{\"name\": \"ecb\", \"type\": \"ecb\", \"file\": \"" + file + "\"}");

    rates.readAll();

    assertThat(error(rates)).startsWith("The ");
    assertThat(rates.at(Environment.LIVE, now).all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | name",
        "{\"name\": \"A\", \"type\": \"ecb\"} | name",
        "{\"name\": \"a\"} | type",
        "{\"name\": \"a\", \"type\": \"oracle\"} | type",
        "{\"name\": \"a\", \"type\": \"ecb\"} | url",
        "{\"name\": \"a\", \"type\": \"ecb\", \"url\": \"ftp://x\"} | url",
        "{\"name\": \"a\", \"type\": \"ecb\", \"file\": \"x\", \"url\": \"https://x.example\"}"
            + " | url",
        "{\"name\": \"a\", \"type\": \"ecb\", \"file\": \"x\", \"spred\": 1} | spred",
        "{\"name\": \"a\", \"type\": \"json\", \"file\": \"x\"} | rates",
        "{\"name\": \"a\", \"type\": \"json\", \"file\": \"x\", \"key_header\": \"X\"}"
            + " | key_header",
        "{\"name\": \"a\", \"type\": \"fixed\", \"rates\": []} | rates",
        "{\"name\": \"a\", \"type\": \"fixed\", \"rates\": [{\"from\": \"USD\", \"to\": \"USD\","
            + " \"rate\": 1}]} | rates.0.to",
        "{\"name\": \"a\", \"type\": \"fixed\", \"rates\": [{\"from\": \"USD\", \"to\": \"EUR\","
            + " \"rate\": 0}]} | rates.0.rate",
        "{\"name\": \"a\", \"type\": \"fixed\", \"max_age_minutes\": 5} | as_of",
      })
  void aWrongFileIsExplainedByItsField(String source, String field) {
    assertThatThrownBy(() -> rates(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sources.0." + field);
  }
}
