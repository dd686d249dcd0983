package com.remitflex.features.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.webhooks.deliveries.AttemptPartitions;
import com.remitflex.features.webhooks.deliveries.WebhookInvariants;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.partitions.DailyPartitions;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.TestServer;
import com.remitflex.testing.WebhookReceiver;
import com.remitflex.testing.WebhookReceiver.Received;
import com.remitflex.testing.WebhookReceiver.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an account is told of deliveries that fail, and how an endpoint recovers. */
class WebhookFailureTest {
  private static final MailBox MAILS = new MailBox();

  @RegisterExtension static final TestServer SERVER = TestServer.with(settings());

  private static final WebhookReceiver RECEIVER = new WebhookReceiver();
  private static final Map<String, Integer> STATUSES = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> CURRENT = new ConcurrentHashMap<>();
  private static final Map<String, List<Integer>> CONCURRENT = new ConcurrentHashMap<>();

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MAILS.settings());
    settings.put("REMITFLEX_WEBHOOK_ALLOW_LOOPBACK", "true");
    return settings;
  }

  @BeforeAll
  static void reply() {
    RECEIVER.reply(one -> {
      AtomicInteger current = CURRENT.computeIfAbsent(one.path(), path -> new AtomicInteger());
      CONCURRENT.merge(
          one.path(),
          List.of(current.incrementAndGet()),
          (all, more) -> List.of(all, more).stream().flatMap(List::stream).toList());
      int status = STATUSES.getOrDefault(one.path(), 200);
      if (status == 200) {
        Await.pause(Duration.ofMillis(40));
      }
      current.decrementAndGet();
      return Reply.of(status);
    });
  }

  @AfterAll
  static void stop() {
    RECEIVER.close();
  }

  private final String account = SERVER.newAccount();
  private final String email = account.toLowerCase(Locale.ROOT) + "@example.com";
  private final ApiClient client =
      SERVER.client(SERVER.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  private final String path = "/" + account;

  private String create(String settings) {
    execute("UPDATE account SET contact_email = ? WHERE id = ?", email, account);
    Answer answer =
        client.post(
            "/v1/webhook-endpoints",
            "{\"url\": \"%s\", \"event_types\": [\"payment.created\"]%s}"
                .formatted(RECEIVER.url(path), settings));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().get("id").asText();
  }

  private void pay(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(
              client
                  .post(
                      "/v1/payments", "{\"amount\": %d, \"currency\": \"USDC\"}".formatted(10 + i))
                  .status())
          .isEqualTo(201);
    }
  }

  private static void execute(String sql, Object... values) {
    SERVER.database().use(handle -> handle.execute(sql, values));
  }

  private static long count(String sql, String endpoint) {
    return SERVER
        .database()
        .with(handle -> handle.createQuery(sql).bind("id", endpoint).mapTo(Long.class).one());
  }

  /** What time would do. */
  private static void makeDue(String endpoint) {
    execute("UPDATE webhook_delivery SET due_at = now() WHERE endpoint_id = ?", endpoint);
    execute(
        "UPDATE webhook_lane SET due_at = now(), paused_until = NULL WHERE endpoint_id = ?",
        endpoint);
  }

  private static void awaitAttempts(String endpoint, int count) {
    Await.until(
        count + " attempts are recorded",
        () ->
            count(
                "SELECT coalesce(sum(attempts), 0) FROM webhook_delivery WHERE endpoint_id = :id",
                endpoint),
        attempts -> attempts >= count);
  }

  @Test
  void theAccountIsWarnedAtHalfTheScheduleOnceADay() {
    STATUSES.put(path, 503);
    String endpoint = create("");
    pay(1);
    awaitAttempts(endpoint, 1);
    execute(
        "UPDATE webhook_delivery SET started_at = now() - interval '38 hours'"
            + " WHERE endpoint_id = ?",
        endpoint);
    makeDue(endpoint);
    awaitAttempts(endpoint, 2);

    assertThat(MAILS.text(email, 1))
        .contains(
            "has not arrived within half of its retry schedule",
            "payment.created",
            endpoint,
            path,
            "HTTP 503",
            "Attempts:     2");

    makeDue(endpoint);
    awaitAttempts(endpoint, 3);
    Await.pause(Duration.ofMillis(300));
    assertThat(MAILS.to(email)).hasSize(1);
  }

  /** With many deliveries to a dead endpoint, each waits so long that its first attempt is late. */
  @Test
  void theAccountIsWarnedAlsoIfTheDeliveryHasWaitedForItsTurn() {
    STATUSES.put(path, 500);
    String endpoint = create(", \"disable_when_undeliverable\": true");
    waited(endpoint, "38 hours");

    assertThat(MAILS.text(email, 1)).contains("within half of its retry schedule");

    execute(
        "UPDATE webhook_delivery SET due_at = now() + interval '1 hour' WHERE endpoint_id = ?",
        endpoint);
    waited(endpoint, "82 hours");

    assertThat(MAILS.text(email, 2))
        .contains("the last attempt of its retry schedule has failed", "now disabled");
    Await.until(
        "the endpoint is disabled",
        () -> client.get("/v1/webhook-endpoints/" + endpoint).json(),
        one -> one.get("disabled_reason") != null);
  }

  /** A delivery that was created this long ago is attempted for the first time. */
  private void waited(String endpoint, String time) {
    long attempts =
        count(
            "SELECT coalesce(sum(attempts), 0) FROM webhook_delivery WHERE endpoint_id = :id",
            endpoint);
    Await.until(
        "no node has claimed the endpoint",
        () ->
            count(
                "SELECT count(*) FROM webhook_lane WHERE endpoint_id = :id"
                    + " AND claimed_by IS NOT NULL",
                endpoint),
        claimed -> claimed == 0);
    execute(
        "INSERT INTO webhook_lane (endpoint_id, due_at, claimed_by, claimed_until)"
            + " VALUES (?, now(), 'test', now() + interval '1 minute')"
            + " ON CONFLICT (endpoint_id) DO UPDATE SET claimed_by = 'test',"
            + " claimed_until = now() + interval '1 minute'",
        endpoint);
    pay(1);
    Await.until(
        "the delivery is there",
        () ->
            count(
                "SELECT count(*) FROM webhook_delivery WHERE endpoint_id = :id AND attempts = 0",
                endpoint),
        found -> found == 1);
    execute(
        "UPDATE webhook_delivery SET started_at = now() - cast(? AS interval)"
            + " WHERE endpoint_id = ? AND attempts = 0",
        time,
        endpoint);
    execute(
        "UPDATE webhook_lane SET due_at = now(), paused_until = NULL, claimed_by = NULL,"
            + " claimed_until = NULL WHERE endpoint_id = ?",
        endpoint);
    awaitAttempts(endpoint, (int) attempts + 1);
  }

  /** The last attempt of the schedule fails. */
  private void exhaust(String endpoint) {
    pay(1);
    awaitAttempts(endpoint, 1);
    execute("UPDATE webhook_delivery SET tries = 8 WHERE endpoint_id = ?", endpoint);
    makeDue(endpoint);
    awaitAttempts(endpoint, 2);
  }

  @Test
  void atTheEndTheAccountLearnsWhichTypeOfEventWasNotDelivered() {
    STATUSES.put(path, 500);
    String endpoint = create("");

    exhaust(endpoint);

    assertThat(MAILS.text(email, 1))
        .contains(
            "the last attempt of its retry schedule has failed", "payment.created", "HTTP 500")
        .contains("/v1/webhook-endpoints/" + endpoint + "/deliveries");
    JsonNode after = client.get("/v1/webhook-endpoints/" + endpoint).json();
    assertThat(after.get("enabled").asBoolean()).isTrue();
  }

  @Test
  void atTheEndAnEndpointIsDisabledIfItsSettingsSaySo() {
    STATUSES.put(path, 500);
    String endpoint = create(", \"disable_when_undeliverable\": true");

    exhaust(endpoint);

    JsonNode disabled =
        Await.until(
            "the endpoint is disabled",
            () -> client.get("/v1/webhook-endpoints/" + endpoint).json(),
            one -> !one.get("enabled").asBoolean());
    assertThat(disabled.get("disabled_reason").asText()).isEqualTo("failed");
    assertThat(client.get("/v1/audit-log?action=webhook_endpoint.disabled").json().get("data"))
        .hasSize(1);
    assertThat(MAILS.text(email, 1))
        .contains("payment.created", "The endpoint is now disabled, as its settings say.");
  }

  @Test
  void afterFiveFailuresAnEndpointIsPausedAndThenTriedWithOneDelivery() {
    STATUSES.put(path, 500);
    String endpoint = create("");
    int payments = 12;
    pay(payments);
    Await.until(
        "the endpoint is paused and given back",
        () ->
            count(
                "SELECT count(*) FROM webhook_lane WHERE endpoint_id = :id"
                    + " AND paused_until > now() AND claimed_by IS NULL AND failures >= 5",
                endpoint),
        paused -> paused == 1);
    int failed = RECEIVER.received(path).size();
    assertThat(failed).isBetween(5, 8);
    assertThat(CONCURRENT.get(path)).allMatch(together -> together <= 4);

    STATUSES.put(path, 200);
    makeDue(endpoint);

    Await.until(
        "all have arrived",
        () ->
            count(
                "SELECT count(*) FROM webhook_delivery WHERE endpoint_id = :id"
                    + " AND status = 'delivered'",
                endpoint),
        delivered -> delivered == payments);
    List<Integer> together = CONCURRENT.get(path).subList(failed, failed + payments);
    assertThat(together.subList(0, 2)).as("how many at once: %s", together).contains(1);
    assertThat(together.getFirst()).isEqualTo(1);
    assertThat(together).as("the concurrency grows again").anyMatch(one -> one > 1);
    List<Received> all = RECEIVER.received(path);
    assertThat(all.subList(failed, all.size()).stream().map(Received::eventId))
        .doesNotHaveDuplicates();
    assertThat(
            count(
                "SELECT count(*) FROM webhook_lane WHERE endpoint_id = :id AND failures > 0"
                    + " AND claimed_by IS NULL",
                endpoint))
        .isZero();
  }

  @Test
  void attemptsOfMoreThanThirtyDaysAgoAreDroppedByDay() {
    String endpoint = create("");
    pay(1);
    awaitAttempts(endpoint, 1);
    String event = RECEIVER.received(path).getFirst().eventId();
    String deliveryPath = "/v1/webhook-endpoints/" + endpoint + "/deliveries/" + event;
    for (int days : new int[] {29, 32}) {
      SERVER
          .database()
          .use(handle ->
              handle.execute(
                  """
                  DO $$ BEGIN EXECUTE format(
                    'CREATE TABLE webhook_attempt_%%s PARTITION OF webhook_attempt'
                    ' FOR VALUES FROM (%%L) TO (%%L)',
                    to_char(now() AT TIME ZONE 'UTC' - interval '%1$d days', 'YYYYMMDD'),
                    to_char(now() AT TIME ZONE 'UTC' - interval '%1$d days', 'YYYY-MM-DD')
                      || 'T00:00Z',
                    to_char(now() AT TIME ZONE 'UTC' - interval '%2$d days', 'YYYY-MM-DD')
                      || 'T00:00Z');
                  END $$
                  """
                      .formatted(days, days - 1)));
      execute(
          "INSERT INTO webhook_attempt SELECT endpoint_id, seq, number + ?, started_at"
              + " - make_interval(days => ?), latency_micros, status, error, address, response"
              + " FROM webhook_attempt WHERE endpoint_id = ? AND number = 1",
          (long) days,
          days,
          endpoint);
    }
    assertThat(client.get(deliveryPath).json().get("attempt_log")).hasSize(3);
    int before = partitions();

    try (AttemptPartitions partitions = new AttemptPartitions(SERVER.database())) {
      partitions.start();
    }

    assertThat(partitions()).isEqualTo(before - 1);
    JsonNode details = client.get(deliveryPath).json();
    assertThat(details.get("attempt_log").valueStream().map(one -> one.get("number").asInt()))
        .containsExactly(30, 1);
    assertThat(details.get("attempts").asInt()).isEqualTo(1);
  }

  private static int partitions() {
    return SERVER.database().with(handle -> DailyPartitions.days(handle, "webhook_attempt").size());
  }

  /** doctor finds a delivery that someone has deleted, also where a filter decides. */
  @Test
  void aMissingDeliveryIsFoundAlsoIfTheEndpointHasAFilter() {
    String endpoint = create(", \"filter\": \"data.amount >= 11\"");
    pay(3);
    awaitAttempts(endpoint, 2);
    assertThat(violations(endpoint)).isEmpty();

    execute("CREATE TABLE kept AS SELECT * FROM webhook_delivery WHERE endpoint_id = ?", endpoint);
    execute("DELETE FROM webhook_delivery WHERE endpoint_id = ?", endpoint);
    try {
      assertThat(violations(endpoint))
          .hasSize(2)
          .allMatch(
              line -> line.endsWith("(payment.created) meets the filter, but has no delivery"));
    } finally {
      execute("INSERT INTO webhook_delivery SELECT * FROM kept");
      execute("DROP TABLE kept");
    }
  }

  private static List<String> violations(String endpoint) {
    return SERVER.database().with(WebhookInvariants::violations).stream()
        .filter(line -> line.startsWith(endpoint))
        .toList();
  }
}
