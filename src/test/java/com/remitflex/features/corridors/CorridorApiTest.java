package com.remitflex.features.corridors;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The API under /v1/corridors and /v1/currencies, and the command `corridors`: first what a new
 * installation has, then what operators change.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class CorridorApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String CORRIDORS = "/v1/corridors";

  private final ApiClient client = server.newClient(Scope.WRITE);

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  @Nested
  @Order(1)
  class Read200 {
    @Test
    void theListHasTheCorridorsOfANewInstallation() {
      JsonNode data = client.get(CORRIDORS).json().path("data");

      assertThat(texts(data.findValue("stablecoins"))).isNotEmpty();
      List<String> ids = new ArrayList<>();
      data.forEach(one -> ids.add(one.path("id").asText()));
      assertThat(ids).contains("EU-UK", "GLOBAL-SWAP", "US-EU", "US-MX", "US-NG", "US-PH");
      JsonNode mexico = client.get(CORRIDORS + "/US-MX").json();
      assertThat(mexico.path("source").asText()).isEqualTo("USD");
      assertThat(mexico.path("destination").asText()).isEqualTo("MXN");
      assertThat(mexico.path("environment").asText()).isEqualTo("sandbox");
      assertThat(texts(mexico.path("stablecoins"))).containsExactly("USDC", "USDT");
      assertThat(mexico.path("typical_minutes").asInt()).isEqualTo(180);
      assertThat(mexico.path("bounds").toString())
          .isEqualTo("{\"currency\":\"USD\",\"minimum\":10,\"maximum\":50000}");
      assertRefused(client.get(CORRIDORS + "/us-mx"), 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "US | MX | true | USDC,USDT | MXN | 3",
          "US | ES | true | USDC,EURC | EUR | 0.5",
          "DE | GB | true | EURC | GBP | 0.5",
          "US | KE | false | '' | '' | null",
          "AQ | MX | false | '' | '' | null"
        })
    void sourceAndDestinationGiveTheAvailability(
        String source, String to, boolean available, String sent, String arriving, String hours) {
      JsonNode found = client.get(CORRIDORS + "?source=" + source + "&destination=" + to).json();

      assertThat(found.path("source_country").asText()).isEqualTo(source);
      assertThat(found.path("destination_country").asText()).isEqualTo(to);
      assertThat(found.path("available").asBoolean()).isEqualTo(available);
      assertThat(String.join(",", texts(found.path("supported_currencies")))).isEqualTo(sent);
      assertThat(String.join(",", texts(found.path("destination_currencies")))).isEqualTo(arriving);
      assertThat(found.path("estimated_delivery_hours").asText()).isEqualTo(hours);
    }

    @Test
    void theFieldsOfACountryAreThoseThatAValidRecipientHas() {
      JsonNode kind = client.get(CORRIDORS + "/US-NG/recipient-fields").json().path("data").get(0);

      JsonNode number = kind.path("fields").get(2);
      assertThat(kind.path("country").asText()).isEqualTo("NG");
      assertThat(number.path("name").asText()).isEqualTo("account_number");
      assertThat(number.path("required").asBoolean()).isTrue();
      assertThat(number.path("pattern").asText()).isEqualTo("^(?:[0-9]{10})$");
      JsonNode spain =
          client.get(CORRIDORS + "/US-EU/recipient-fields?country=ES").json().path("data");
      assertThat(spain).hasSize(1);
      JsonNode wallets =
          client.get(CORRIDORS + "/GLOBAL-SWAP/recipient-fields").json().path("data");
      assertThat(wallets).hasSize(4);
      assertThat(texts(wallets.get(0).path("fields").get(1).path("values")))
          .containsExactly("base", "ethereum", "polygon");
    }

    @Test
    void currenciesAreListedByTypeWithTheirDeliveryMethods() {
      JsonNode all = client.get("/v1/currencies").json();

      assertThat(texts(all.path("stablecoins"))).containsExactly("USDC", "USDT", "EURC", "PYUSD");
      assertThat(texts(all.path("fiat"))).hasSize(10).contains("KES", "CAD");
      JsonNode fiat = client.get("/v1/currencies?type=fiat").json();
      assertThat(fiat.has("stablecoins")).isFalse();
      JsonNode peso = client.get("/v1/currencies/MXN/delivery-methods").json();
      assertThat(peso.path("data").toString())
          .isEqualTo(
              "[{\"type\":\"bank_transfer\",\"countries\":[\"MX\"],\"corridors\":[\"US-MX\"]}]");
      JsonNode pyusd = client.get("/v1/currencies/PYUSD/delivery-methods").json();
      assertThat(texts(pyusd.path("data").get(0).path("networks"))).containsExactly("ethereum");
      assertRefused(client.get("/v1/currencies/mxn/delivery-methods"), 404, "NOT_FOUND");
    }
  }

  /** The guide's table is that of a new installation. */
  @Test
  void theGuideHasTheCorridorsOfANewInstallation() throws IOException {
    String guide = Files.readString(Path.of("docs/guides/recipients.md"));
    for (String id : List.of("EU-UK", "GLOBAL-SWAP", "US-EU", "US-MX", "US-NG")) {
      JsonNode corridor = client.get(CORRIDORS + "/" + id).json();
      assertThat(guide)
          .contains(
              String.format(
                  Locale.ENGLISH,
                  "| `%s` | %s | %s | %d min | %,d to %,d %s | 0.5%% |",
                  id,
                  String.join(", ", texts(corridor.path("stablecoins"))),
                  corridor.path("destination").asText(),
                  corridor.path("typical_minutes").asInt(),
                  corridor.at("/bounds/minimum").asLong(),
                  corridor.at("/bounds/maximum").asLong(),
                  corridor.at("/bounds/currency").asText()));
    }
  }

  @Nested
  @Order(2)
  class Rejected400 {
    @ParameterizedTest
    @CsvSource({
      "?source=US, destination",
      "?destination=MX, source",
      "?source=us&destination=MX, source",
      "?source=US&destination=MEX, destination",
      "?status=active, status"
    })
    void aQueryThatDoesNotFitNamesItsField(String query, String field) {
      assertRefused(client.get(CORRIDORS + query), 400, "VALIDATION_ERROR", field);
    }

    @Test
    void anUnknownTypeNamesItsField() {
      assertRefused(client.get("/v1/currencies?type=gold"), 400, "VALIDATION_ERROR", "type");
    }
  }

  @Nested
  @Order(3)
  class ChangedByOperators {
    private Ended corridors(String... arguments) {
      String[] command = new String[arguments.length + 1];
      command[0] = "corridors";
      System.arraycopy(arguments, 0, command, 1, arguments.length);
      return server.run(command);
    }

    private ApiClient.Answer pay(String corridor) {
      return client.post(
          "/v1/payments",
          """
          {"amount": 100, "currency": "USDC", "destination_currency": "MXN", "corridor": "%s",
           "recipient": {"name": "A", "account_number": "032180000118359719", "bank_code": "032",
                         "bank_country": "MX"}}\
          """
              .formatted(corridor));
    }

    private List<JsonNode> events(ApiClient of) {
      List<JsonNode> events = new ArrayList<>();
      of.get("/v1/events?type=corridor.status_changed&order=asc")
          .json()
          .path("data")
          .forEach(events::add);
      return events;
    }

    @Test
    void anAddedCorridorIsBoundedDegradedSuspendedAndActivated() {
      String account = server.newVerifiedAccount();
      ApiClient sandbox = server.clientOf(account, Environment.SANDBOX);
      ApiClient live = server.clientOf(account, Environment.LIVE);
      String balance = client.get("/v1/balances").text();
      Ended added =
          corridors(
              "add",
              "US-MXB",
              "--source",
              "USD",
              "--destination",
              "MXN",
              "--stablecoins",
              "USDC,EURC",
              "--minimum",
              "5",
              "--maximum",
              "50.50",
              "--typical-minutes",
              "60",
              "--fee-basis-points",
              "25",
              "--reason",
              "A second bank");
      assertThat(added.status()).as(added.out()).isZero();
      assertRefused(pay("US-MXB"), 400, "INVALID_AMOUNT", "amount");

      assertThat(corridors("change", "US-MXB", "--maximum", "1000", "--reason", "More").status())
          .isZero();
      assertThat(corridors("degrade", "US-MXB", "--reason", "Slow bank").status()).isZero();
      assertThat(pay("US-MXB").status()).isEqualTo(201);
      String paid = client.get("/v1/balances").text();
      assertThat(corridors("suspend", "US-MXB", "--reason", "Bank closed").status()).isZero();
      assertRefused(pay("US-MXB"), 422, "CORRIDOR_UNAVAILABLE");
      assertThat(client.get("/v1/balances").text()).isEqualTo(paid).isNotEqualTo(balance);
      assertThat(corridors("activate", "US-MXB", "--reason", "Open again").status()).isZero();
      assertThat(pay("US-MXB").status()).isEqualTo(201);
      assertThat(corridors("list").out()).contains("US-MXB", "active", "0.25%");

      for (ApiClient of : List.of(sandbox, live)) {
        Await.until(() -> events(of).size() == 3);
        assertThat(events(of).get(1).path("data").path("corridor").asText()).isEqualTo("US-MXB");
        assertThat(events(of).stream().map(e -> e.at("/data/status").asText()))
            .containsExactly("degraded", "unavailable", "active");
        assertThat(events(of).get(1).at("/data/previous_status").asText()).isEqualTo("degraded");
        assertThat(events(of).get(1).at("/data/reason").asText()).isEqualTo("Bank closed");
      }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "change|NOWHERE|--maximum|10|No corridor",
          "change|US-PH|--maximum|5|above the maximum",
          "change|US-PH|--minimum|0|positive amount",
          "change|US-PH|--fee-basis-points|1001|from 0 to 1000",
          "change|US-PH|--stablecoins|USD|USDC, USDT"
        })
    void aBadChangeSaysWhatToDoAndChangesNothing(
        String command, String id, String option, String value, String message) {
      String before = client.get(CORRIDORS + "/US-PH").text();

      Ended ended = corridors(command, id, option, value, "--reason", "Test");

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.out() + ended.err()).contains(message);
      assertThat(client.get(CORRIDORS + "/US-PH").text()).isEqualTo(before);
    }

    @Test
    void aChangeNeedsAReasonAndTheSameStatusTwiceChangesNothing() {
      assertThat(corridors("degrade", "US-PH").status()).isEqualTo(2);
      assertThat(corridors("degrade", "US-PH", "--reason", " ").status()).isEqualTo(1);

      Ended again = corridors("activate", "US-PH", "--reason", "Test");

      assertThat(again.status()).isZero();
      assertThat(again.out()).contains("Nothing was changed");
    }
  }
}
