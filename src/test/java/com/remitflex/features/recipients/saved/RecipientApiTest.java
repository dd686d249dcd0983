package com.remitflex.features.recipients.saved;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API under /v1/recipients, and the default recipient of an account. */
class RecipientApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String RECIPIENTS = "/v1/recipients";
  private static final String MARIA =
      "{\"name\": \" Maria Garcia \", \"currency\": \"EUR\","
          + " \"account_number\": \"ES91 2100 0418 4502 0005 1332\","
          + " \"bank_code\": \"CAIXESBBXXX\", \"bank_country\": \"ES\"}";
  private static final String WALLET =
      "{\"name\": \"Treasury\", \"currency\": \"USDC\", \"wallet\": {\"network\": \"base\","
          + " \"address\": \"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"}}";

  private final String account = server.newVerifiedAccount();
  private final ApiClient admin = client(Environment.SANDBOX, Scope.ADMIN);
  private final ApiClient writer = client(Environment.SANDBOX, Scope.WRITE);

  private ApiClient client(Environment environment, Scope scope) {
    return server.client(server.newKey(account, environment, scope).secret());
  }

  private String save(String json) {
    ApiClient.Answer answer = writer.post(RECIPIENTS, json);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  private void makeDefault(String id) {
    ApiClient.Answer answer =
        admin.patch("/v1/account", "{\"default_recipient\": {\"id\": \"%s\"}}".formatted(id));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private JsonNode get(String id) {
    return writer.get(RECIPIENTS + "/" + id).json();
  }

  private ApiClient.Answer pay() {
    return writer.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");
  }

  @Nested
  class Saved201 {
    @Test
    void aBankAccountIsReturnedAsItIsStored() {
      ApiClient.Answer answer = writer.post(RECIPIENTS, MARIA);

      JsonNode saved = answer.json();
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertThat(saved.path("type").asText()).isEqualTo("bank_account");
      assertThat(saved.path("environment").asText()).isEqualTo("sandbox");
      assertThat(saved.path("name").asText()).isEqualTo("Maria Garcia");
      assertThat(saved.path("account_number").asText()).isEqualTo("ES9121000418450200051332");
      assertThat(saved.path("is_default").asBoolean(true)).isFalse();
      assertThat(get(saved.path("id").asText())).isEqualTo(saved);
    }

    @Test
    void aWalletIsReturnedWithTheChecksumOfItsAddress() {
      JsonNode saved = get(save(WALLET));

      assertThat(saved.path("type").asText()).isEqualTo("wallet");
      assertThat(saved.path("name").asText()).isEqualTo("Treasury");
      assertThat(saved.at("/wallet/address").asText())
          .isEqualTo("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
      assertThat(saved.has("account_number")).isFalse();
    }

    @Test
    void aRepeatedRequestSavesOne() {
      String first = writer.post(RECIPIENTS, MARIA, "save-1").text();
      ApiClient.Answer again = writer.post(RECIPIENTS, MARIA, "save-1");

      assertThat(again.text()).isEqualTo(first);
      assertThat(again.header("Idempotent-Replayed")).contains("true");
      assertThat(total("?currency=EUR")).isEqualTo(2);
    }

    @Test
    void theAuditLogNamesTheRecipientAndNoDetail() {
      String id = save(MARIA);

      JsonNode entry = admin.get("/v1/audit-log?limit=1").json().path("data").get(0);

      assertThat(entry.path("action").asText()).isEqualTo("recipient.created");
      assertThat(entry.path("subject").asText()).isEqualTo(id);
      assertThat(entry.toString()).doesNotContain("Garcia", "ES91");
    }
  }

  @Nested
  class Rejected400 {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "VALIDATION_ERROR | name | {\"currency\": \"EUR\"}",
          "VALIDATION_ERROR | currency | {\"name\": \"A\"}",
          "INVALID_CURRENCY | currency | {\"name\": \"A\", \"currency\": \"eur\"}",
          "VALIDATION_ERROR | account_number | {\"name\": \"A\", \"currency\": \"EUR\"}",
          "VALIDATION_ERROR | wallet.address | {\"name\": \"A\", \"currency\": \"USDC\","
              + " \"wallet\": {\"network\": \"base\"}}",
          "VALIDATION_ERROR | bank_code | {\"name\": \"A\", \"currency\": \"USDC\", \"bank_code\":"
              + " \"X\", \"wallet\": {\"network\": \"base\", \"address\": \"0x1\"}}",
          "INVALID_RECIPIENT | wallet.address | {\"name\": \"A\", \"currency\": \"USDC\","
              + " \"wallet\": {\"network\": \"base\", \"address\": \"0x1\"}}",
          "INVALID_RECIPIENT | wallet.network | {\"name\": \"A\", \"currency\": \"PYUSD\","
              + " \"wallet\": {\"network\": \"base\", \"address\":"
              + " \"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"}}",
          "INVALID_CURRENCY | currency | {\"name\": \"A\", \"currency\": \"EUR\","
              + " \"wallet\": {\"network\": \"base\", \"address\":"
              + " \"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"}}",
          "INVALID_CURRENCY | currency | {\"name\": \"A\", \"currency\": \"USDC\","
              + " \"account_number\": \"1\", \"bank_code\": \"1\", \"bank_country\": \"ES\"}",
          "INVALID_RECIPIENT | account_number | {\"name\": \"A\", \"currency\": \"EUR\","
              + " \"account_number\": \"ES9121000418450200051333\", \"bank_code\": \"CAIXESBB\","
              + " \"bank_country\": \"ES\"}",
          "INVALID_RECIPIENT | bank_country | {\"name\": \"A\", \"currency\": \"EUR\","
              + " \"account_number\": \"1\", \"bank_code\": \"1\", \"bank_country\": \"US\"}",
          "VALIDATION_ERROR | is_default | {\"name\": \"A\", \"currency\": \"EUR\","
              + " \"account_number\": \"ES9121000418450200051332\", \"bank_code\": \"CAIXESBB\","
              + " \"bank_country\": \"ES\", \"is_default\": true}"
        })
    void eachErrorNamesItsField(String code, String field, String json) {
      assertRefused(writer.post(RECIPIENTS, json), 400, code, field);
      assertThat(total("")).isEqualTo(1);
    }

    @Test
    void theTestAccountIsForTheSandboxOnly() {
      String test = MARIA.replace("ES91 2100 0418 4502 0005 1332", "ES9121000418401234567891");

      assertThat(writer.post(RECIPIENTS, test).status()).isEqualTo(201);
      assertRefused(
          client(Environment.LIVE, Scope.WRITE).post(RECIPIENTS, test),
          400,
          "INVALID_RECIPIENT",
          "account_number");
    }
  }

  @Nested
  class Listed200 {
    @Test
    void thePagesTogetherHoldEachRecipientOnceAndTheTotalIsExact() {
      List<String> saved = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        saved.addFirst(save(i == 2 ? WALLET : MARIA));
      }

      assertThat(total("")).isEqualTo(6);
      assertThat(total("?type=wallet")).isEqualTo(1);
      assertThat(total("?currency=EUR&type=bank_account")).isEqualTo(5);
      assertThat(total("?currency=GBP")).isEqualTo(0);
      assertThat(walk("?limit=2").subList(0, 5)).isEqualTo(saved);
      assertThat(walk("?limit=2&order=asc")).isEqualTo(walk("?limit=2").reversed());
      assertThat(walk("?limit=1&type=bank_account")).hasSize(5).doesNotContain(saved.get(2));
    }

    @ParameterizedTest
    @CsvSource({
      "type, ?type=person, VALIDATION_ERROR",
      "currency, ?currency=eur, INVALID_CURRENCY",
      "name, ?name=x, VALIDATION_ERROR",
      "cursor, ?cursor=cur_x, INVALID_CURSOR"
    })
    void anUnknownFilterIsRejected(String field, String query, String code) {
      assertRefused(writer.get(RECIPIENTS + query), 400, code, field);
    }

    private List<String> walk(String query) {
      List<String> ids = new ArrayList<>();
      JsonNode page = writer.get(RECIPIENTS + query).json();
      page.path("data").forEach(one -> ids.add(one.path("id").asText()));
      while (page.at("/pagination/has_more").asBoolean()) {
        String cursor = page.at("/pagination/cursor").asText();
        page = writer.get(RECIPIENTS + query + "&cursor=" + cursor).json();
        page.path("data").forEach(one -> ids.add(one.path("id").asText()));
      }
      return ids;
    }
  }

  @Nested
  class Changed200 {
    @Test
    void aChangeHoldsForLaterPaymentsOnly() {
      String id = save(MARIA);
      makeDefault(id);
      String paid = pay().json().path("id").asText();

      ApiClient.Answer changed =
          admin.patch(
              RECIPIENTS + "/" + id,
              "{\"name\": \"Jan\", \"account_number\": \"DE89370400440532013000\","
                  + " \"bank_code\": \"COBADEFFXXX\", \"bank_country\": \"DE\"}");

      assertThat(changed.status()).as(changed.text()).isEqualTo(200);
      assertThat(changed.json().path("is_default").asBoolean()).isTrue();
      assertThat(get(id)).isEqualTo(changed.json());
      assertThat(pay().json().at("/recipient/account_number").asText())
          .isEqualTo("DE89370400440532013000");
      JsonNode before = writer.get("/v1/payments/" + paid).json();
      assertThat(before.at("/recipient/name").asText()).isEqualTo("Maria Garcia");
      JsonNode entry = admin.get("/v1/audit-log?limit=1").json().path("data").get(0);
      assertThat(entry.at("/details/changed").toString())
          .isEqualTo("[\"name\",\"account_number\",\"bank_code\",\"bank_country\"]");
    }

    @Test
    void anAddressIsAddedAndRemovedAndTheCurrencyDecidesTheFormat() {
      String id = save(MARIA);
      String path = RECIPIENTS + "/" + id;

      assertThat(admin.patch(path, "{\"address\": \"Calle 1\"}").json().path("address").asText())
          .isEqualTo("Calle 1");
      assertThat(admin.patch(path, "{\"address\": null}").json().has("address")).isFalse();
      assertRefused(
          admin.patch(path, "{\"currency\": \"MXN\"}"), 400, "INVALID_RECIPIENT", "bank_country");
      assertThat(get(id).path("currency").asText()).isEqualTo("EUR");
    }

    @Test
    void aWalletStaysAWallet() {
      String path = RECIPIENTS + "/" + save(WALLET);
      String moved =
          "{\"wallet\": {\"network\": \"ethereum\", \"address\":"
              + " \"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"}%s}";

      assertRefused(admin.patch(path, moved.formatted("")), 400, "VALIDATION_ERROR", "currency");
      assertRefused(
          admin.patch(path, "{\"bank_code\": \"X\"}"), 400, "VALIDATION_ERROR", "bank_code");
      JsonNode changed = admin.patch(path, moved.formatted(", \"currency\": \"PYUSD\"")).json();
      assertThat(changed.at("/wallet/network").asText()).isEqualTo("ethereum");
      assertThat(changed.path("currency").asText()).isEqualTo("PYUSD");
      assertRefused(
          admin.patch(RECIPIENTS + "/" + save(MARIA), moved.formatted(", \"currency\": \"USDC\"")),
          400,
          "VALIDATION_ERROR",
          "wallet");
    }

    @Test
    void whatChangesNothingIsNotInTheAuditLog() {
      String id = save(MARIA);
      JsonNode before = admin.get("/v1/audit-log").json();

      assertThat(admin.patch(RECIPIENTS + "/" + id, "{\"name\": \"Maria Garcia\"}").status())
          .isEqualTo(200);

      assertThat(admin.get("/v1/audit-log").json().path("data")).isEqualTo(before.path("data"));
    }
  }

  @Nested
  class PaidById {
    private ApiClient.Answer pay(String id, String more) {
      return writer.post(
          "/v1/payments",
          "{\"amount\": 100, \"currency\": \"USDC\", \"recipient_id\": \"%s\"%s}"
              .formatted(id, more));
    }

    @Test
    void aBankAccountAndAWalletArePaidInTheirOwnCurrency() {
      JsonNode toBank = pay(save(MARIA), "").json();
      JsonNode toWallet = pay(save(WALLET), "").json();

      assertThat(toBank.at("/recipient/name").asText()).isEqualTo("Maria Garcia");
      assertThat(toBank.path("destination_currency").asText()).isEqualTo("EUR");
      assertThat(toBank.path("corridor").asText()).isEqualTo("US-EU");
      assertThat(toWallet.at("/recipient/wallet/network").asText()).isEqualTo("base");
      assertThat(toWallet.path("destination_currency").asText()).isEqualTo("USDC");
    }

    @Test
    void whatDoesNotFitIsRejectedAndNothingIsDebited() {
      String id = save(MARIA);
      String stranger =
          server
              .clientOf(server.newAccount(), Environment.SANDBOX)
              .post(RECIPIENTS, MARIA)
              .json()
              .path("id")
              .asText();

      assertRefused(pay(stranger, ""), 400, "INVALID_RECIPIENT", "recipient_id");
      assertRefused(pay("x", ""), 400, "INVALID_RECIPIENT", "recipient_id");
      assertRefused(
          pay(id, ", \"destination_currency\": \"MXN\""),
          400,
          "INVALID_CURRENCY",
          "destination_currency");
      assertRefused(
          pay(id, ", \"destination\": \"%s\"".formatted(account)),
          400,
          "VALIDATION_ERROR",
          "recipient_id");
      writer.delete(RECIPIENTS + "/" + id);
      assertRefused(pay(id, ""), 400, "INVALID_RECIPIENT", "recipient_id");
      assertThat(writer.get("/v1/payments").json().at("/pagination/total").asInt()).isZero();
    }
  }

  @Nested
  class Chosen {
    @Test
    void oneRecipientIsTheDefaultAndAccountAndListAgree() {
      String first = save(MARIA);
      String second = save(MARIA.replace("Maria", "Ana"));
      makeDefault(first);
      makeDefault(second);

      assertThat(get(first).path("is_default").asBoolean(true)).isFalse();
      assertThat(get(second).path("is_default").asBoolean()).isTrue();
      assertThat(admin.get("/v1/account").json().at("/default_recipient/id").asText())
          .isEqualTo(second);
      assertThat(pay().json().at("/recipient/name").asText()).isEqualTo("Ana Garcia");
    }

    @Test
    void aDefaultThatIsDeletedLeavesNone() {
      String id = save(MARIA);
      makeDefault(id);

      assertThat(writer.delete(RECIPIENTS + "/" + id).status()).isEqualTo(200);

      assertThat(admin.get("/v1/account").json().has("default_recipient")).isFalse();
      assertRefused(pay(), 400, "VALIDATION_ERROR", "recipient");
    }

    @Test
    void aWalletCanBeTheDefault() {
      makeDefault(save(WALLET));

      JsonNode payment = pay().json();

      assertThat(payment.at("/recipient/wallet/network").asText()).isEqualTo("base");
      assertThat(payment.path("destination_currency").asText()).isEqualTo("USDC");
      assertThat(admin.get("/v1/account").json().at("/default_recipient/wallet/network").asText())
          .isEqualTo("base");
    }

    @Test
    void aNewDefaultIsSavedOnceAndTheFormerOneStaysSaved() {
      String former = admin.get("/v1/account").json().at("/default_recipient/id").asText();
      String body = "{\"default_recipient\": " + MARIA + "}";

      String id = admin.patch("/v1/account", body).json().at("/default_recipient/id").asText();
      admin.patch("/v1/account", body);

      assertThat(total("")).isEqualTo(2);
      assertThat(get(id).path("is_default").asBoolean()).isTrue();
      assertThat(get(former).path("is_default").asBoolean(true)).isFalse();
    }

    @Test
    void onlyAnExistingRecipientCanBecomeTheDefault() {
      String stranger =
          server
              .clientOf(server.newAccount(), Environment.SANDBOX)
              .post(RECIPIENTS, MARIA)
              .json()
              .path("id")
              .asText();
      for (String id : List.of("rec_" + "0".repeat(26), "x", stranger)) {
        assertRefused(
            admin.patch("/v1/account", "{\"default_recipient\": {\"id\": \"%s\"}}".formatted(id)),
            400,
            "INVALID_RECIPIENT",
            "default_recipient.id");
      }
    }
  }

  @Nested
  class Deleted200 {
    @Test
    void aDeletedRecipientIsGoneAndItsPaymentsStay() {
      String id = save(MARIA);
      makeDefault(id);
      String paid = pay().json().path("id").asText();

      ApiClient.Answer deleted = writer.delete(RECIPIENTS + "/" + id, "delete-1");

      assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
      assertThat(deleted.json().path("name").asText()).isEqualTo("Maria Garcia");
      assertRefused(writer.get(RECIPIENTS + "/" + id), 404, "NOT_FOUND");
      assertRefused(writer.delete(RECIPIENTS + "/" + id), 404, "NOT_FOUND");
      assertRefused(admin.patch(RECIPIENTS + "/" + id, "{\"name\": \"X\"}"), 404, "NOT_FOUND");
      assertThat(writer.delete(RECIPIENTS + "/" + id, "delete-1").text()).isEqualTo(deleted.text());
      assertThat(writer.get("/v1/payments/" + paid).json().at("/recipient/name").asText())
          .isEqualTo("Maria Garcia");
      assertThat(total("")).isEqualTo(1);
    }

    @Test
    void ofManyDeletionsAtOnceOneSucceeds() {
      String path = RECIPIENTS + "/" + save(MARIA);

      List<Integer> statuses = atOnce(8, i -> writer.delete(path));

      assertThat(statuses).containsOnlyOnce(200);
      assertThat(Set.copyOf(statuses)).isEqualTo(Set.of(200, 404));
      assertThat(total("")).isEqualTo(1);
    }

    @Test
    void changesOfTheDefaultAtOnceLeaveOneOrNone() {
      List<String> ids = Stream.of(MARIA, MARIA, MARIA).map(RecipientApiTest.this::save).toList();

      List<Integer> statuses =
          atOnce(
              12,
              i -> {
                String id = ids.get(i % 3);
                return i < 9
                    ? admin.patch(
                        "/v1/account", "{\"default_recipient\": {\"id\": \"%s\"}}".formatted(id))
                    : i < 11
                        ? writer.delete(RECIPIENTS + "/" + ids.getFirst())
                        : admin.patch(RECIPIENTS + "/" + ids.getLast(), "{\"name\": \"Changed\"}");
              });

      assertThat(Set.of(200, 400, 404)).containsAll(statuses);
      JsonNode list = writer.get(RECIPIENTS).json();
      List<String> defaults = new ArrayList<>();
      list.path("data")
          .forEach(one -> {
            if (one.path("is_default").asBoolean()) {
              defaults.add(one.path("id").asText());
            }
          });
      String ofAccount = admin.get("/v1/account").json().at("/default_recipient/id").asText("none");
      assertThat(defaults).isEqualTo(ofAccount.equals("none") ? List.of() : List.of(ofAccount));
    }

    private List<Integer> atOnce(
        int requests, java.util.function.IntFunction<ApiClient.Answer> send) {
      return IntStream.range(0, requests)
          .mapToObj(i -> CompletableFuture.supplyAsync(() -> send.apply(i).status()))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .collect(Collectors.toList());
    }
  }

  @Nested
  class SeenByOthers {
    @Test
    void aReadKeyOnlyReadsAndAWriteKeyDoesNotEdit() {
      String path = RECIPIENTS + "/" + save(MARIA);
      ApiClient reader = client(Environment.SANDBOX, Scope.READ);

      assertThat(reader.get(path).status()).isEqualTo(200);
      assertForbidden(reader.post(RECIPIENTS, MARIA), "write");
      assertForbidden(reader.delete(path), "write");
      assertForbidden(writer.patch(path, "{\"name\": \"X\"}"), "admin");
    }

    @Test
    void anotherAccountAndTheOtherEnvironmentSeeNothing() {
      String path = RECIPIENTS + "/" + save(MARIA);
      ApiClient live = client(Environment.LIVE, Scope.ADMIN);
      ApiClient stranger =
          server.client(
              server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN).secret());
      for (ApiClient other : List.of(live, stranger)) {
        String unknown = other.get(RECIPIENTS + "/rec_" + "0".repeat(26)).text();
        assertThat(other.get(path).text()).isEqualTo(unknown);
        assertThat(other.delete(path).text()).isEqualTo(unknown);
        assertThat(other.patch(path, "{\"name\": \"X\"}").text()).isEqualTo(unknown);
      }
      assertThat(live.get(RECIPIENTS).json().at("/pagination/total").asInt()).isZero();
      assertThat(get(path.substring(RECIPIENTS.length() + 1)).path("name").asText())
          .isEqualTo("Maria Garcia");
    }
  }

  private int total(String query) {
    return writer.get(RECIPIENTS + query).json().at("/pagination/total").asInt(-1);
  }
}
