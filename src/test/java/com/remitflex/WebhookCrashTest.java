package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.WebhookReceiver;
import com.remitflex.testing.WebhookReceiver.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed with -9 while it delivers webhooks. */
@Tag("process")
class WebhookCrashTest {
  private static final int KILLS = Seeded.cases(1, 20);
  private static final int PAYMENTS_A_KILL = 60;
  private static final int EVENTS_A_PAYMENT = 4;
  private static final Pattern PAYMENT = Pattern.compile("\"payment_id\":\"(pmt_[0-9A-Z]+)\"");
  private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z._]+)\"");

  @Test
  void eachEventReachesEachEndpointUnderOneId(@TempDir Path directory) {
    Map<String, String> settings =
        Map.of(
            "REMITFLEX_RATE_LIMIT_PER_MINUTE", "0",
            "REMITFLEX_WEBHOOK_ALLOW_LOOPBACK", "true",
            "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
            "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
            "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0");
    Set<String> payments = new HashSet<>();
    AtomicInteger requests = new AtomicInteger();
    try (WebhookReceiver receiver = new WebhookReceiver();
        ServerProcess server = ServerProcess.onTestDatabase(directory, settings).start()) {
      // Slow now and then, so that attempts are in flight when the process is killed.
      receiver.reply(one -> {
        if (requests.incrementAndGet() % 10 == 0) {
          Await.pause(Duration.ofMillis(100));
        }
        return Reply.of(200);
      });
      ApiClient admin = admin(server);
      for (String path : Set.of("/a", "/b")) {
        String body =
            "{\"url\": \"%s\", \"event_types\": [\"payment.*\"]}".formatted(receiver.url(path));
        assertThat(admin.post("/v1/webhook-endpoints", body).status()).isEqualTo(201);
      }
      for (int kill = 0; kill < KILLS; kill++) {
        for (int i = 0; i < PAYMENTS_A_KILL; i++) {
          payments.add(pay(server.client()));
        }
        server.kill();
        server.start();
      }

      for (String path : Set.of("/a", "/b")) {
        Await.until(
            "every event of every payment has arrived at " + path,
            () -> ids(receiver, path).keySet().size(),
            size -> size == payments.size() * EVENTS_A_PAYMENT);
        assertThat(ids(receiver, path).values()).allMatch(ids -> ids.size() == 1);
      }
      Ended doctor = server.runHere("doctor");
      assertThat(doctor.out()).as(doctor.err()).contains("ok    webhooks").doesNotContain("ERROR");
    }
  }

  private static ApiClient admin(ServerProcess server) {
    Ended created =
        server.runHere(
            "keys", "create", "--name", "hooks", "--scope", "admin", "--environment", "sandbox");
    Matcher key = Pattern.compile("rf_test_[0-9A-Za-z]{49}").matcher(created.out());
    assertThat(key.find()).as(created.out() + created.err()).isTrue();
    return server.client(key.group());
  }

  private static String pay(ApiClient client) {
    JsonNode payment =
        client.post("/v1/payments", "{\"amount\": 10, \"currency\": \"USDC\"}").json();
    return payment.path("id").asText();
  }

  /** The IDs under which each event, by payment and type, has arrived. */
  private static Map<String, Set<String>> ids(WebhookReceiver receiver, String path) {
    Map<String, Set<String>> ids = new HashMap<>();
    receiver
        .received(path)
        .forEach(one -> {
          Matcher payment = PAYMENT.matcher(one.text());
          Matcher type = TYPE.matcher(one.text());
          assertThat(payment.find() && type.find()).isTrue();
          ids.computeIfAbsent(payment.group(1) + type.group(1), any -> new HashSet<>())
              .add(one.eventId());
        });
    return ids;
  }
}
