package com.remitflex.features.events;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.LineStream;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET /v1/events with Accept: text/event-stream. */
class EventStreamApiTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String ID = "id: ";
  private static final String EVENTS = "text/event-stream";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  private final IssuedKey reader = server.newKey(account, Environment.SANDBOX, Scope.READ);

  private LineStream follow(String query, Map<String, String> headers) {
    return LineStream.open(server.port(), reader.secret(), "/v1/events" + query, EVENTS, headers);
  }

  private String pay() {
    return client
        .post("/v1/payments", PaymentBody.of("100", "USDC").toString())
        .json()
        .path("id")
        .asText();
  }

  private void cancel(String payment) {
    assertThat(client.delete("/v1/payments/" + payment).status()).isEqualTo(200);
  }

  @Test
  void eachEventArrivesAsTheApiReturnsIt() {
    try (LineStream events = follow("", Map.of())) {
      assertThat(events.status()).isEqualTo(200);
      assertThat(events.header("Content-Type")).contains(EVENTS);
      for (long seq = 3; seq < 6; seq++) {
        String payment = pay();

        assertThat(events.next(ID, SOON)).contains(Long.toString(seq));
        JsonNode event = Json.trusted(events.next("data: ", SOON).orElseThrow());
        assertThat(event.at("/data/payment_id").asText()).isEqualTo(payment);
        assertThat(event)
            .isEqualTo(Json.trusted(client.get("/v1/events/" + event.path("id").asText()).text()));
      }
    }
  }

  @Test
  void aClientThatComesBackMissesNoneAndGetsNoneTwice() {
    for (int i = 0; i < 5; i++) {
      pay();
    }
    String last;
    try (LineStream events = follow("?after_seq=0", Map.of())) {
      for (long seq = 1; seq < 4; seq++) {
        assertThat(events.next(ID, SOON)).contains(Long.toString(seq));
      }
      last = "3";
    }
    pay();
    try (LineStream events = follow("?after_seq=0", Map.of("Last-Event-ID", last))) {
      for (long seq = 4; seq <= 8; seq++) {
        assertThat(events.next(ID, SOON)).contains(Long.toString(seq));
      }
      pay();
      assertThat(events.next(ID, SOON)).contains("9");
    }
  }

  @Test
  void onlyWhatFitsTheFilterArrives() {
    String first = pay();
    String second = pay();
    try (LineStream ofType = follow("?type=payment.cancelled", Map.of());
        LineStream ofSubject = follow("?after_seq=0&subject=" + second, Map.of())) {
      cancel(first);
      cancel(second);

      assertThat(ofType.next(ID, SOON)).contains("5");
      assertThat(ofType.next(ID, SOON)).contains("6");
      assertThat(ofSubject.next(ID, SOON)).contains("4");
      assertThat(ofSubject.next(ID, SOON)).contains("6");
    }
  }

  @Test
  void aStreamOfARevokedKeyEndsAtOnce() {
    try (LineStream events = follow("", Map.of())) {
      pay();
      assertThat(events.next(ID, SOON)).isPresent();

      client.delete("/v1/api-keys/" + reader.key().id());
      pay();

      assertThat(events.ends(Duration.ofSeconds(5))).isTrue();
      List<String> seen = new ArrayList<>();
      events.next("data: ", Duration.ofMillis(10)).ifPresent(seen::add);
      events.next("data: ", Duration.ofMillis(10)).ifPresent(seen::add);
      assertThat(seen).noneMatch(event -> event.contains("api_key.revoked"));
    }
  }

  /** One poll of the node feeds every tail, of however many accounts. */
  @Test
  void oneStreamOfAnAccountDoesNotSeeAnother() {
    ApiClient other = server.newClient(Scope.WRITE);
    try (LineStream own = follow("", Map.of());
        LineStream foreign =
            LineStream.open(server.port(), other.key(), "/v1/events", EVENTS, Map.of())) {
      String payment =
          other
              .post("/v1/payments", PaymentBody.of("100", "USDC").toString())
              .json()
              .path("id")
              .asText();
      assertThat(foreign.next("data: ", SOON).orElseThrow()).contains(payment);

      String mine = pay();
      assertThat(own.next("data: ", SOON).orElseThrow()).contains(mine);
    }
  }

  @Test
  void anAccountHasSoManyStreamsAndNoMore() {
    List<LineStream> open = new ArrayList<>();
    try {
      for (int i = 0; i < OpenStreams.MAX_OF_ACCOUNT; i++) {
        open.add(follow("", Map.of()));
        assertThat(open.getLast().status()).isEqualTo(200);
      }
      assertThat(stream("").status()).isEqualTo(429);
    } finally {
      open.forEach(LineStream::close);
    }
    Await.until(
        "a slot is free again",
        () -> {
          // What is sent to a client that is gone ends its stream.
          pay();
          try (LineStream again = follow("", Map.of())) {
            return again.status() == 200;
          }
        });
  }

  private ApiClient.Answer stream(String query) {
    ApiClient own = server.client(reader.secret());
    return own.send(own.request("/v1/events" + query).header("Accept", EVENTS).GET());
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=5", "after_seq=99", "after_seq=x", "type=x", "order=asc"})
  void wrongParametersAreRejectedBeforeTheStream(String query) {
    assertRefused(
        stream("?" + query), 400, "VALIDATION_ERROR", query.substring(0, query.indexOf('=')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"99", "x", "-1", "evt_01M85VF8SDM3J1XG9Y5S8T6W1B"})
  void aPositionThatIsNoneIsRejected(String last) {
    ApiClient own = server.client(reader.secret());

    assertRefused(
        own.send(
            own.request("/v1/events").header("Accept", EVENTS).header("Last-Event-ID", last).GET()),
        400,
        "VALIDATION_ERROR",
        "Last-Event-ID");
  }
}
