package com.remitflex.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a key by commands, beside one server. */
@Tag("slow")
class KeysCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CURRENT = "/v1/api-keys/current";
  private static final String CREATE = "keys create --environment sandbox --scope read --name n";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static Ended run(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of(more));
    return server.run(words.toArray(String[]::new));
  }

  private static String out(Ended ended) {
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.told()).isEmpty();
    return ended.out();
  }

  private static JsonNode json(Ended ended) {
    assertThat(out(ended).lines()).hasSize(1);
    try {
      JsonNode node = JSON.readTree(ended.out());
      if (node.has("key")) {
        MintedSecrets.key(node.path("key").asText());
      }
      return node;
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + ended.out(), e);
    }
  }

  private static String newAccount() {
    return json(run("accounts create --json --name", "Zoë & Co")).path("id").asText();
  }

  private static ApiClient client(String secret) {
    return server.client(secret);
  }

  /** One sentence on standard error, and nothing of Java. */
  private static void assertSentence(Ended ended, String... parts) {
    assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.told()).as(ended.err()).hasSize(1);
    assertThat(ended.told().getFirst()).contains(parts).doesNotContain("Exception");
  }

  @Test
  void aKeyIsCreatedRolledEndedAndRevoked() {
    String account = newAccount();
    JsonNode made =
        json(
            run(
                "keys create --environment sandbox --scope write --name shop --json"
                    + " --expires-at 2199-12-31T00:00:00Z --ip 127.0.0.0/8 --ip ::1"
                    + " --rate-limit 600 --per-payment 1000USDC --per-day 1500.5EURC --account",
                account));
    String id = made.path("id").asText();
    ApiClient old = client(made.path("key").asText());
    bounds(made, old);

    JsonNode rolled =
        json(
            run(
                "keys roll --grace-seconds 3600 --from-first-use --end-after-quiet-hours 2 --json",
                id));
    ApiClient renewed = client(rolled.path("key").asText());
    assertThat(rolled.path("id").asText()).isEqualTo(id);
    assertThat(old.get(CURRENT).json().at("/old_secrets/0/ends_at").isMissingNode()).isTrue();
    assertThat(renewed.get(CURRENT).status()).isEqualTo(200);
    assertThat(old.get(CURRENT).json().at("/old_secrets/0/ends_at").isMissingNode()).isFalse();
    rotation(id, made.path("display").asText());

    assertThat(out(run("keys end-grace", id)))
        .isEqualTo(
            "Only the newest secret of %s (%s) is valid now.%n"
                .formatted(id, rolled.path("display").asText()));
    assertThat(old.get(CURRENT).errorCode()).isEqualTo("API_KEY_REVOKED");

    String last = renewed.get(CURRENT).header("X-Request-Id").orElseThrow();
    assertThat(out(run("keys revoke", id)))
        .contains("Revoked " + id + " at ", "1 of 1 running nodes confirmed", last);
    assertThat(renewed.get(CURRENT).errorCode()).isEqualTo("API_KEY_REVOKED");
    history(account, id, List.of(old.key(), renewed.key()));
  }

  private static void bounds(JsonNode made, ApiClient client) {
    assertThat(made.path("expires_at").asText()).isEqualTo("2199-12-31T00:00:00.000Z");
    assertThat(made.path("ip_allow_list").toString()).isEqualTo("[\"127.0.0.0/8\",\"::1\"]");
    assertThat(made.path("rate_limit_per_minute").asInt()).isEqualTo(600);
    assertThat(made.at("/money_limits/per_payment/amount").asInt()).isEqualTo(1000);
    assertThat(made.at("/money_limits/per_day/amount").asText()).isEqualTo("1500.5");
    assertThat(made.at("/money_limits/per_day/currency").asText()).isEqualTo("EURC");
    String tooMuch = PaymentBody.of("1000.01", "USDC").toString();
    assertThat(client.post("/v1/payments", tooMuch).errorCode()).isEqualTo("LIMIT_EXCEEDED");
  }

  private static void rotation(String id, String oldDisplay) {
    JsonNode rotation = json(run("keys rotation --json", id));
    assertThat(rotation.path("api_key_id").asText()).isEqualTo(id);
    assertThat(rotation.path("generation").asInt()).isEqualTo(2);
    assertThat(rotation.at("/old_secrets/0/display").asText()).isEqualTo(oldDisplay);
    assertThat(out(run("keys rotation", id))).contains(id, "not ready", oldDisplay);
  }

  private static void history(String account, String id, List<String> secrets) {
    String log = out(run("audit list --json --account", account));
    String list = out(run("keys list --account", account));
    JsonNode entries = json(run("audit list --json --account", account)).path("data");
    assertThat(entries.findValuesAsText("action"))
        .containsExactly(
            "api_key.revoked",
            "api_key.grace_ended",
            "api_key.grace_started",
            "api_key.rolled",
            "api_key.created",
            "account.created");
    assertThat(entries.at("/0/subject").asText()).isEqualTo(id);
    assertThat(entries.at("/0/actor/type").asText()).isEqualTo("operator");
    assertThat(entries.at("/2/actor/type").asText()).isEqualTo("platform");
    assertThat(log + list).doesNotContain(secrets);
  }

  @Test
  void aNewKeyIsTheOnlyTextOfTheFirstLine() {
    String[] lines = out(run(CREATE + " --account", newAccount())).split("\n");

    String secret = MintedSecrets.key(lines[0].strip());
    assertThat(client(secret).get(CURRENT).status()).isEqualTo(200);
    assertThat(String.join("\n", List.of(lines).subList(1, lines.length)))
        .contains("shown only once")
        .doesNotContain(secret);
  }

  @Test
  void theListIsFilteredAndShowsTheLastUse() {
    String account = newAccount();
    JsonNode used =
        json(
            run(
                "keys create --environment sandbox --scope read --name used --json --account",
                account));
    JsonNode gone =
        json(
            run(
                "keys create --environment sandbox --scope admin --name gone --json --account",
                account));
    out(run("keys revoke", gone.path("id").asText()));
    client(used.path("key").asText()).get("/v1/balances");
    Await.until(
        "the use is written",
        () ->
            json(run("keys list --json --scope read --account", account))
                .at("/data/0")
                .has("last_used"));

    assertThat(names(account)).containsExactlyInAnyOrder("used", "gone");
    assertThat(names(account, "--status", "revoked")).containsExactly("gone");
    assertThat(names(account, "--search", "US")).containsExactly("used");
    JsonNode first = json(run("keys list --json --limit 1 --account", account));
    assertThat(first.path("data").findValuesAsText("name")).containsExactly("used");
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(first.path("total").asInt()).isEqualTo(2);
    assertThat(names(account, "--scope", "read", "--status", "revoked")).isEmpty();
    assertThat(names(account, "--environment", "live")).isEmpty();
    JsonNode listed = json(run("keys list --json --scope read --account", account)).at("/data/0");
    assertThat(listed.at("/last_used/ip").asText()).isEqualTo("127.0.0.1");
    assertThat(listed.at("/last_used/route").asText()).isEqualTo("/v1/balances");
    assertThat(out(run("keys list --account", account)))
        .contains("LAST USED", listed.at("/last_used/at").asText(), "never");
  }

  private static List<String> names(String account, String... filters) {
    List<String> words = new ArrayList<>(List.of(filters));
    words.addAll(List.of("--account", account));
    return json(run("keys list --json", words.toArray(String[]::new)))
        .path("data")
        .findValuesAsText("name");
  }

  @Test
  void aLiveKeyNeedsAnAccountThatIsVerified() {
    String account = newAccount();
    String live = "keys create --environment live --scope read --json --name one --account";
    assertSentence(run(live, account), "accounts verify " + account);

    assertThat(out(run("accounts verify", account))).contains("is verified: kyb");
    assertThat(json(run(live, account)).path("key").asText()).startsWith("rf_live_");

    assertThat(out(run("accounts verify --level none", account)))
        .contains(account + " is no longer verified");
    assertSentence(
        run("keys create --environment live --scope read --name two --account", account),
        "accounts verify " + account);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--name '' | 1 to 100 characters",
        "--ip 10.0.0.1/8 | 10.0.0.1/8",
        "--ip localhost | localhost",
        "--rate-limit -1 | 0 to 1000000",
        "--per-payment 5 | for example 1000USDC",
        "--per-payment 0USDC | for example 1000USDC",
        "--per-day 1.0000001USDC | for example 1000USDC",
        "--per-day 5XAU | for example 1000USDC",
        "--per-day 999999999999USDC | for example 1000USDC",
        "--expires-at 2001-01-01T00:00:00Z | future"
      })
  void aRejectedValueIsOneSentence(String option, String part) {
    String[] words = option.split(" ");
    String value = words[1].equals("''") ? "" : words[1];
    Ended ended =
        words[0].equals("--name")
            ? run("keys create --environment sandbox --scope read --name", value)
            : run(CREATE, words[0], value);

    assertSentence(ended, part);
  }

  @Test
  void moreThanAHundredAddressesAreOneSentence() {
    String[] addresses =
        IntStream.rangeClosed(0, 100).mapToObj(i -> "--ip=10.0.0." + i).toArray(String[]::new);

    assertSentence(run(CREATE, addresses), "100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys roll", "keys end-grace", "keys revoke", "keys rotation"})
  void anUnknownKeyIsOneSentence(String command) {
    assertSentence(run(command, "key_00000000000000000000000000"), "No API key with this ID");
  }

  @Test
  void aGraceOutOfItsRangeIsOneSentence() {
    String id = json(run(CREATE + " --json --account", newAccount())).path("id").asText();

    assertSentence(run("keys roll --grace-seconds 604801", id), "0 to 604800");
    assertSentence(run("keys roll --end-after-quiet-hours 169", id), "1 to 168");
  }
}
