package com.remitflex;

import static com.remitflex.testing.TraceReceiver.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.CapturedLogs;
import com.remitflex.testing.LineStream;
import com.remitflex.testing.TestServer;
import com.remitflex.testing.TraceReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The traces of a server, as a receiver of the OpenTelemetry protocol gets them. */
@Tag("slow")
class TracesTest {
  private static final TraceReceiver receiver = new TraceReceiver();

  @RegisterExtension static final CapturedLogs logs = new CapturedLogs();

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_OTLP_ENDPOINT", receiver.endpoint(),
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  private static final String CALLER = "00f067aa0ba902b7";
  private static final String PAYMENT =
      "{\"amount\":100,\"currency\":\"USDC\",\"metadata\":{\"order\":\"only-in-the-body\"}}";

  private static final AtomicInteger traces = new AtomicInteger();

  private final String account = server.newAccount();
  private final IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
  private final ApiClient client = server.client(key.secret());

  @AfterAll
  static void stop() {
    receiver.close();
  }

  private static String newTrace() {
    return "4bf92f3577b34da6a3ce929d%08x".formatted(traces.incrementAndGet());
  }

  private static String parent(String trace, String flags) {
    return "00-" + trace + "-" + CALLER + "-" + flags;
  }

  private ApiClient.Answer get(String path, String... headers) {
    return client.send(client.request(path).headers(headers).GET());
  }

  private ApiClient.Answer pay(String trace) {
    HttpRequest.Builder request =
        client
            .request("/v1/payments")
            .header("Content-Type", "application/json")
            .header("traceparent", parent(trace, "01"));
    return client.send(request.POST(BodyPublishers.ofString(PAYMENT)));
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static boolean isOf(Span span, String trace) {
    return hex(span.getTraceId()).equals(trace);
  }

  private static Span await(String trace, String name) {
    return receiver.await(
        name + " of " + trace, span -> isOf(span, trace) && span.getName().equals(name));
  }

  @Test
  void aRequestContinuesTheTraceOfItsCaller() {
    String trace = newTrace();
    ApiClient.Answer answer = get("/v1/payments", "traceparent", parent(trace, "01"));

    Span request = await(trace, "GET /v1/payments");
    assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
    assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(attribute(request, "http.response.status_code")).isEqualTo("200");
    assertThat(attribute(request, "remitflex.request_id"))
        .isEqualTo(answer.header("X-Request-Id").orElseThrow());
    Span query =
        receiver.await(
            "the query of the list",
            span -> isOf(span, trace) && attribute(span, "db.query.text").contains("FROM payment"));
    assertThat(query.getName()).isEqualTo("SELECT");
    assertThat(query.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(query.getEndTimeUnixNano()).isGreaterThan(query.getStartTimeUnixNano());
  }

  @Test
  void aPaymentLeadsToTheBatchThatCommittedIt() {
    String trace = newTrace();
    assertThat(pay(trace).status()).isEqualTo(201);

    Span request = await(trace, "POST /v1/payments");
    Span command = await(trace, "engine.command");
    assertThat(command.getParentSpanId()).isEqualTo(request.getSpanId());
    Span batch =
        receiver.await(
            "the batch",
            span ->
                span.getName().equals("engine.batch")
                    && span.getLinksList().stream()
                        .anyMatch(link -> link.getSpanId().equals(command.getSpanId())));
    assertThat(command.getLinksList()).anyMatch(link -> link.getSpanId().equals(batch.getSpanId()));
    Span commit =
        receiver.await(
            "its COMMIT",
            span ->
                span.getName().equals("COMMIT")
                    && span.getParentSpanId().equals(batch.getSpanId())
                    && attribute(span, "db.query.text").length() > "COMMIT".length());
    assertThat(attribute(commit, "db.query.text")).contains("account_head", "INSERT INTO");
  }

  @Test
  void theStepsOfAPaymentAreTraces() {
    assertThat(pay(newTrace()).status()).isEqualTo(201);

    Span submit = receiver.await("rail.submit", span -> span.getName().equals("rail.submit"));
    Span worker =
        receiver.await("its worker", span -> span.getSpanId().equals(submit.getParentSpanId()));
    assertThat(worker.getName()).isEqualTo("payments.advance");
    assertThat(attribute(submit, "remitflex.rail.outcome")).isEqualTo("accepted");
    receiver.await("rail.report", span -> span.getName().equals("rail.report"));
  }

  @Test
  void aTraceThatTheCallerDoesNotRecordIsNotRecorded() {
    String silent = newTrace();
    String recorded = newTrace();
    get("/v1/balances", "traceparent", parent(silent, "00"));
    get("/v1/balances", "traceparent", parent(recorded, "01"));

    await(recorded, "GET /v1/balances");
    assertThat(receiver.spans()).noneMatch(span -> isOf(span, silent));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "00-{trace}-0000000000000000-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "ff-{trace}-00f067aa0ba902b7-01",
        "00-{TRACE}-00f067aa0ba902b7-01",
        "00-{trace}-00f067aa0ba902b7",
        "00-{trace}-00f067aa0ba902b7-01-more",
        "00_{trace}_00f067aa0ba902b7_01"
      })
  void aMalformedTraceparentIsIgnored(String text) {
    String trace = newTrace();
    String parent =
        text.replace("{trace}", trace).replace("{TRACE}", trace.toUpperCase(Locale.ROOT));
    ApiClient.Answer answer = get("/v1/balances", "traceparent", parent);

    assertBeginsItsOwn(answer, trace);
  }

  private static void assertBeginsItsOwn(ApiClient.Answer answer, String notOf) {
    assertThat(answer.status()).isEqualTo(200);
    String id = answer.header("X-Request-Id").orElseThrow();
    Span span =
        receiver.await("the request", one -> attribute(one, "remitflex.request_id").equals(id));
    assertThat(isOf(span, notOf)).isFalse();
    assertThat(span.getParentSpanId().isEmpty()).isTrue();
  }

  @Test
  void twoCallersOrAHugeOneAreIgnored() {
    String trace = newTrace();
    String parent = parent(trace, "01");

    assertBeginsItsOwn(get("/v1/balances", "traceparent", parent, "traceparent", parent), trace);
    assertBeginsItsOwn(get("/v1/balances", "traceparent", parent + "0".repeat(9_000)), trace);
  }

  @Test
  void theStateOfATraceIsKeptWithinBounds() {
    for (String huge : List.of("a=" + "b".repeat(600), "a=1,".repeat(40) + "a=2")) {
      String trace = newTrace();
      get("/v1/balances", "traceparent", parent(trace, "01"), "tracestate", huge);
      assertThat(await(trace, "GET /v1/balances").getTraceState()).isEmpty();
    }
    String trace = newTrace();
    get("/v1/balances", "traceparent", parent(trace, "01"), "tracestate", "vendor=value");
    assertThat(await(trace, "GET /v1/balances").getTraceState()).isEqualTo("vendor=value");
  }

  @Test
  void noSpanHasASecretOrABody() {
    String trace = newTrace();
    String marker = "marker-of-the-query";
    get("/v1/payments/" + key.secret(), "traceparent", parent(trace, "01"));
    get("/v1/balances?" + marker + "=" + key.secret(), "traceparent", parent(trace, "01"));
    get("/v1/balances", "User-Agent", key.secret(), "Idempotency-Key", key.secret());
    pay(trace);
    await(trace, "POST /v1/payments");

    assertThat(receiver.text())
        .doesNotContain(key.secret())
        .doesNotContain(marker)
        .doesNotContain("only-in-the-body")
        .doesNotContain(account);
  }

  @Test
  void aLogLineOfARequestHasItsTraceId() {
    String trace = newTrace();
    String path = "/v1/api-keys/" + key.key().id() + "/requests";
    try (LineStream tail =
        LineStream.open(
            server.port(),
            key.secret(),
            path,
            "text/event-stream",
            Map.of("traceparent", parent(trace, "01")))) {
      assertThat(tail.status()).isEqualTo(200);
      assertThat(tail.next("", Duration.ofSeconds(9))).isPresent();
    }
    client.get("/v1/balances");

    Await.until(
        "the interruption is logged with the trace",
        () ->
            logs.text()
                .lines()
                .anyMatch(line -> line.contains("was interrupted") && line.contains(trace)));
  }
}
