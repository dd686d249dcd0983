package com.remitflex.platform.errors;

import static com.remitflex.testing.Answers.assertHasRequestId;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each error code is provoked by a real request, and its documentation is where it says. */
class EveryErrorCodeTest {
  private static final String PUBLIC_URL = "https://api.example.com";
  private static final String PAYMENTS = "/v1/payments";
  private static final String BODY = PaymentBody.of("100", "USDC").toString();

  @RegisterExtension static final TestServer server = TestServer.standard();

  @RegisterExtension
  static final TestServer limited = TestServer.with(Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", "1"));

  private static final Set<ErrorCode> TELLS_WHEN =
      Set.of(
          ErrorCode.RATE_LIMIT_EXCEEDED,
          ErrorCode.IDEMPOTENCY_IN_PROGRESS,
          ErrorCode.SERVICE_UNAVAILABLE);

  @ParameterizedTest
  @EnumSource
  void isProvokedByARequestAndDocumented(ErrorCode code) {
    Answer answer = provoke(code);

    assertThat(answer.status()).as(answer.text()).isEqualTo(code.status());
    assertThat(answer.errorCode()).as(answer.text()).isEqualTo(code.name());
    JsonNode error = answer.json().path("error");
    assertThat(members(answer.json())).containsExactly("error");
    assertThat(error.path("message").asText()).isNotBlank();
    assertHasRequestId(answer);
    assertDocumented(code, error);
    assertThat(answer.header("Retry-After").isPresent()).isEqualTo(TELLS_WHEN.contains(code));
    answer
        .header("Retry-After")
        .ifPresent(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
    assertThat(answer.header("WWW-Authenticate").isPresent()).isEqualTo(code.status() == 401);
    assertThat(answer.header("Allow").isPresent()).isEqualTo(code == ErrorCode.METHOD_NOT_ALLOWED);
  }

  /** Without a default, so that a new code without a request that provokes it does not compile. */
  private static Answer provoke(ErrorCode code) {
    return switch (code) {
      case UNAUTHORIZED -> server.client("rf_test_unknown").get(PAYMENTS);
      case API_KEY_REVOKED -> revoked().get(PAYMENTS);
      case INSUFFICIENT_PERMISSIONS -> server.newClient(Scope.READ).post(PAYMENTS, BODY);
      case VALIDATION_ERROR -> writer().post(PAYMENTS, "{");
      case INVALID_AMOUNT -> writer().post(PAYMENTS, PaymentBody.of("0", "USDC") + "");
      case INVALID_CURRENCY -> writer().post(PAYMENTS, PaymentBody.of("100", "usdc") + "");
      case INVALID_RECIPIENT -> writer().post(PAYMENTS, toAWrongIban());
      case INVALID_CURSOR -> writer().get(PAYMENTS + "?cursor=cur_x");
      case INSUFFICIENT_FUNDS -> writer().post(PAYMENTS, toAnotherAccount("2000000"));
      case LIMIT_EXCEEDED -> overTheKeysLimit();
      case HTTPS_REQUIRED ->
          server
              .newClient(Scope.READ)
              .send(
                  server
                      .newClient(Scope.READ)
                      .request(PAYMENTS)
                      .header("X-Forwarded-Proto", "http"));
      case KYC_REQUIRED -> paymentOfAnUnverifiedAccount();
      case KYB_REQUIRED -> liveKeyOfAnUnverifiedAccount();
      case NOT_FOUND -> writer().get(PAYMENTS + "/pmt_" + "0".repeat(26));
      case METHOD_NOT_ALLOWED -> writer().delete(PAYMENTS);
      case IDEMPOTENCY_CONFLICT -> conflict();
      case IDEMPOTENCY_IN_PROGRESS -> whileTheFirstIsUnderWay();
      case PAYMENT_CANCELLED -> cancelTwice();
      case REQUEST_TOO_LARGE -> writer().post(PAYMENTS, BODY + " ".repeat(256 * 1024));
      case UNSUPPORTED_MEDIA_TYPE -> plainText();
      case IDEMPOTENCY_KEY_EXPIRED -> repeatAfterADay();
      case PAYMENT_NOT_CANCELLABLE -> cancelSettled();
      case QUOTE_EXPIRED -> executeAnExpiredQuote();
      case API_KEY_NOT_ACTIVE -> rollARevokedKey();
      case CORRIDOR_UNAVAILABLE -> onASuspendedCorridor();
      case RAIL_NOT_CONFIGURED -> liveWithoutARail();
      case RATE_LIMIT_EXCEEDED -> overTheLimit();
      case HEADERS_TOO_LARGE -> aHundredAndOneHeaders();
      case INTERNAL_ERROR -> withoutATable();
      case SERVICE_UNAVAILABLE -> whileTheHeadIsHeld();
    };
  }

  private static Answer overTheKeysLimit() {
    HeadId head = new HeadId(server.newAccount(), Environment.SANDBOX);
    Money most = new Money(Currency.USDC, 50_000_000);
    KeyLimits limits =
        new KeyLimits(List.of(), Optional.empty(), Optional.of(most), Optional.empty());
    NewKey asked = new NewKey("limited", Scope.WRITE, Optional.empty(), limits);
    String secret = server.keys().create(head, asked).orElseThrow().secret();
    return server.client(secret).post(PAYMENTS, BODY);
  }

  private static Answer liveKeyOfAnUnverifiedAccount() {
    String account = server.newVerifiedAccount();
    String admin = server.newKey(account, Environment.LIVE, Scope.ADMIN).secret();
    server.verify(account, Account.Verification.NONE);
    return server
        .client(admin)
        .post("/v1/api-keys", "{\"name\": \"another\", \"scope\": \"read\"}");
  }

  private static Answer paymentOfAnUnverifiedAccount() {
    String account = server.newVerifiedAccount();
    ApiClient client = server.clientOf(account, Environment.LIVE);
    server.verify(account, Account.Verification.NONE);
    return client.post(
        PAYMENTS,
        "{\"amount\": 100, \"currency\": \"USDC\", \"destination\": \""
            + server.newAccount()
            + "\"}");
  }

  private static ApiClient writer() {
    return server.newClient(Scope.WRITE);
  }

  private static String pathOf(Answer payment) {
    return PAYMENTS + "/" + payment.json().path("id").asText();
  }

  private static Answer rollARevokedKey() {
    String account = server.newAccount();
    IssuedKey created = server.newKey(account, Environment.SANDBOX, Scope.WRITE);
    server.keys().revoke(created.key().id()).orElseThrow();
    return server
        .client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret())
        .post("/v1/api-keys/" + created.key().id() + "/roll", "{}");
  }

  private static ApiClient revoked() {
    IssuedKey created = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.WRITE);
    server.keys().revoke(created.key().id()).orElseThrow();
    return server.client(created.secret());
  }

  private static String toAWrongIban() {
    return PayoutExample.SPAIN
        .body("100")
        .text("recipient.account_number", "ES9121000418450200051333")
        .toString();
  }

  private static String toAnotherAccount(String amount) {
    return PaymentBody.of(amount, "USDC").text("destination", server.newAccount()).toString();
  }

  private static Answer conflict() {
    ApiClient client = writer();
    client.post(PAYMENTS, BODY, "k");
    return client.post(PAYMENTS, PaymentBody.of("200", "USDC").toString(), "k");
  }

  private static Answer cancelTwice() {
    ApiClient client = writer();
    String path = pathOf(client.post(PAYMENTS, BODY));
    client.delete(path);
    return client.delete(path);
  }

  private static Answer cancelSettled() {
    ApiClient client = writer();
    return client.delete(pathOf(client.post(PAYMENTS, toAnotherAccount("100"))));
  }

  private static Answer executeAnExpiredQuote() {
    ApiClient client = writer();
    Answer quote =
        client.post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 100}");
    String id = quote.json().path("quote_id").asText();
    execute("UPDATE quote SET expires_at = created_at - interval '1 ms' WHERE id = ?", id);
    return client.post("/v1/conversions/execute", "{\"quote_id\": \"" + id + "\"}");
  }

  private static Answer plainText() {
    ApiClient client = writer();
    HttpRequest.Builder request = client.request(PAYMENTS).POST(BodyPublishers.ofString(BODY));
    return client.send(request.header("Content-Type", "text/plain"));
  }

  private static Answer repeatAfterADay() {
    ApiClient client = writer();
    String id = client.post(PAYMENTS, BODY, "k").json().path("id").asText();
    execute(
        "UPDATE idempotency SET created_at = created_at - interval '24 h' WHERE resource_id = ?",
        id);
    return client.post(PAYMENTS, BODY, "k");
  }

  private static Answer onASuspendedCorridor() {
    ApiClient client = writer();
    String suspend = "UPDATE corridor SET status = ? WHERE id = 'US-EU'";
    execute(suspend, "unavailable");
    try {
      return client.post(PAYMENTS, BODY);
    } finally {
      execute(suspend, "active");
    }
  }

  private static Answer liveWithoutARail() {
    String accountId = server.newVerifiedAccount();
    server.giveLive(accountId, Currency.USDC, 500_000_000);
    return server
        .clientOf(accountId, Environment.LIVE)
        .post(PAYMENTS, PayoutExample.SPAIN.body("100").toString());
  }

  /** Of three requests, two are in one minute. */
  private static Answer overTheLimit() {
    ApiClient client = limited.newClient(Scope.READ);
    client.get(PAYMENTS);
    Answer second = client.get(PAYMENTS);
    return second.status() == 429 ? second : client.get(PAYMENTS);
  }

  private static Answer aHundredAndOneHeaders() {
    ApiClient client = writer();
    HttpRequest.Builder request = client.request(PAYMENTS).GET();
    for (int i = 0; i <= 100; i++) {
      request.header("X-" + i, "x");
    }
    return client.send(request);
  }

  private static Answer withoutATable() {
    ApiClient client = writer();
    execute("ALTER TABLE balance RENAME TO balance_away");
    try {
      return client.get("/v1/balances");
    } finally {
      execute("ALTER TABLE balance_away RENAME TO balance");
    }
  }

  private static Answer whileTheHeadIsHeld() {
    String accountId = server.newAccount();
    ApiClient client = server.clientOf(accountId, Environment.SANDBOX);
    return server
        .database()
        .inTransaction(handle -> {
          HeadStore.lock(handle, List.of(new HeadId(accountId, Environment.SANDBOX)));
          return client.post(PAYMENTS, BODY);
        });
  }

  /** The first waits for the head, and the second for the first. */
  private static Answer whileTheFirstIsUnderWay() {
    String accountId = server.newAccount();
    ApiClient client = server.clientOf(accountId, Environment.SANDBOX);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return server
          .database()
          .inTransaction(handle -> {
            HeadStore.lock(handle, List.of(new HeadId(accountId, Environment.SANDBOX)));
            threads.submit(() -> client.post(PAYMENTS, BODY, "k"));
            Await.until("the first waits for the account", EveryErrorCodeTest::oneWaits);
            return client.post(PAYMENTS, BODY, "k");
          });
    }
  }

  private static boolean oneWaits() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(*) > 0 FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                .mapTo(Boolean.class)
                .one());
  }

  private static void execute(String sql, Object... arguments) {
    server.database().use(handle -> handle.execute(sql, arguments));
  }

  private static void assertDocumented(ErrorCode code, JsonNode error) {
    String url = PUBLIC_URL + "/docs/errors#" + code.name().toLowerCase(Locale.ROOT);
    if (code.isAuthentication()) {
      assertThat(members(error)).containsExactly("code", "message");
    } else {
      assertThat(error.path("docs_url").asText()).isEqualTo(url);
    }
    String section = section(URI.create(url)).orElseThrow();
    assertThat(section).contains(code.name(), "HTTP " + code.status());
    for (String heading : List.of("Cause", "Fix", "Retry")) {
      assertThat(section).containsPattern("<dt>" + heading + "</dt><dd>[^<]*\\w[^<]*");
    }
    assertThat(section).contains(code.retry().advice());
  }

  /** The documentation at a path. */
  private static Optional<String> section(URI url) {
    Answer page = server.client("none").getWithoutKey(url.getPath());
    assertThat(page.status()).isEqualTo(200);
    Matcher found =
        Pattern.compile(
                "<section id=\"" + url.getFragment() + "\"[^>]*>(.*?)</section>", Pattern.DOTALL)
            .matcher(page.text());
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
