package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.Prometheus;
import com.remitflex.testing.Scrape;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The files for Prometheus and Grafana, checked by a real Prometheus that reads a real server. */
@Tag("process")
class MonitoringTest {
  private static final Path OPS = Path.of("ops");
  private static final Path ALERTS = OPS.resolve("prometheus/alerts.yml");
  private static final Path ALERT_TESTS = OPS.resolve("prometheus/alerts-test.yml");
  private static final Path MANUAL = Path.of("docs", "operations", "monitoring.md");
  private static final Pattern METRIC = Pattern.compile("\\bremitflex_[a-z0-9_]+\\b(?!\\.)");
  private static final int PAYMENTS = 7;

  /** With a source of rates, whose metrics have its name. */
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_RATES_FILE", "src/test/resources/rates.json"));

  @TempDir(factory = TestDirectories.class)
  static Path directory;

  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        System.getenv("CI") != null || Prometheus.isInstalled(), "Prometheus is not installed");
    prometheus =
        Prometheus.start(
            directory, OPS.resolve("prometheus"), "127.0.0.1:" + server.managementPort());
    ApiClient client = server.newClient(Scope.WRITE);
    for (int i = 0; i < PAYMENTS; i++) {
      client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");
    }
    // So that the pauses of the garbage collector have a series.
    System.gc();
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  private static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    yaml(ALERTS).path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
    assertThat(alerts).hasSizeGreaterThan(20);
    return alerts;
  }

  private static Set<String> alertNames() throws IOException {
    return alerts().stream()
        .map(alert -> alert.path("alert").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }

  @Test
  void theFilesAreValid() {
    for (List<String> command :
        List.of(
            List.of("check", "rules", ALERTS.toString()),
            List.of("check", "config", OPS.resolve("prometheus/prometheus.yml").toString()))) {
      Ended ended = Prometheus.promtool(command);
      assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    }
  }

  @Test
  void everyAlertFiresAndAHealthyServerCausesNone() throws IOException {
    Ended ended = Prometheus.promtool(List.of("test", "rules", ALERT_TESTS.toString()));

    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    Set<String> firing = new TreeSet<>();
    Set<String> silentWhenHealthy = new TreeSet<>();
    for (JsonNode test : yaml(ALERT_TESTS).path("tests")) {
      for (JsonNode expected : test.path("alert_rule_test")) {
        if (!expected.path("exp_alerts").isEmpty()) {
          firing.add(expected.path("alertname").asText());
        } else if (test.path("name").asText().equals("healthy")) {
          silentWhenHealthy.add(expected.path("alertname").asText());
        }
      }
    }
    assertThat(firing).isEqualTo(alertNames());
    assertThat(silentWhenHealthy).isEqualTo(alertNames());
  }

  /** A rule that always fires would pass no test, and neither would a test that checks nothing. */
  @Test
  void theTestsOfTheAlertsCanFail() throws IOException {
    String rules = Files.readString(ALERTS);
    Files.writeString(
        directory.resolve("alerts.yml"),
        rules.replace("remitflex_database_up == 0", "remitflex_database_up == 1"));
    Path tests = directory.resolve("alerts-test.yml");
    Files.copy(ALERT_TESTS, tests);

    Ended ended = Prometheus.promtool(List.of("test", "rules", tests.toString()));

    assertThat(ended.status()).isNotZero();
    assertThat(ended.out() + ended.err()).contains("RemitFlexDatabaseAway");
  }

  @Test
  void everyAlertSaysWhatToDo() throws IOException {
    List<String> manual = Files.readAllLines(MANUAL);
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
      assertThat(alert.at("/annotations/summary").asText()).as(name).endsWith(".");
      assertThat(alert.at("/annotations/action").asText()).as(name).endsWith(".");
      assertThat(manual).contains("### " + name);
    }
    assertThat(
            manual.stream()
                .filter(line -> line.startsWith("### RemitFlex"))
                .map(line -> line.substring(4)))
        .containsExactlyInAnyOrderElementsOf(alertNames());
  }

  /** What a file mentions is what the server sends. */
  @Test
  void alertsDashboardAndManualNameMetricsThatExist() throws IOException {
    Scrape scrape =
        Scrape.until(
            "a collection",
            server.managementPort(),
            one ->
                one.text().contains("gc_pause_seconds")
                    && one.text().contains("remitflex_rates_age_seconds"));
    Set<String> alerts = new TreeSet<>();
    alerts().forEach(alert -> alerts.addAll(metrics(alert.path("expr").asText())));
    Set<String> dashboard = new TreeSet<>();
    expressions().forEach(expression -> dashboard.addAll(metrics(expression)));
    assertThat(scrape.names()).containsAll(alerts).containsAll(dashboard);

    String manual = Files.readString(MANUAL);
    Set<String> undocumented = new TreeSet<>();
    for (String name : scrape.names()) {
      String family = name.replaceFirst("_(bucket|count|sum|max)$", "");
      boolean isDocumented =
          name.matches("remitflex_(jvm|hikaricp|process|system)_.*")
              || manual.contains("`" + name + "`")
              || manual.contains("`" + family + "`");
      if (!isDocumented) {
        undocumented.add(name);
      }
    }
    assertThat(undocumented).isEmpty();
    Set<String> sent = new TreeSet<>(scrape.names());
    scrape.names().forEach(name -> sent.add(name.replaceFirst("_(bucket|count|sum|max)$", "")));
    assertThat(sent).containsAll(metrics(manual.replaceAll("remitflex_[a-z]+_…", "")));
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    new ObjectMapper()
        .readTree(OPS.resolve("grafana/remitflex.json").toFile())
        .path("panels")
        .forEach(panel ->
            panel.path("targets").forEach(one -> expressions.add(one.path("expr").asText())));
    assertThat(expressions).hasSizeGreaterThan(50);
    return expressions;
  }

  @Test
  void prometheusReadsTheServer() {
    JsonNode target =
        Await.until(
            "the target is up",
            Duration.ofSeconds(60),
            () -> prometheus.get("/api/v1/targets").at("/data/activeTargets/0"),
            one -> one.path("health").asText().equals("up"));
    assertThat(target.at("/labels/job").asText()).isEqualTo("remitflex");

    assertThat(
            prometheus.await(
                "sum(remitflex_http_requests_seconds_count{job=\"remitflex\",method=\"POST\","
                    + "route=\"/v1/payments\",status=\"2xx\",scope=\"write\"})",
                value -> value == PAYMENTS))
        .isEqualTo(PAYMENTS);
    assertThat(
            prometheus.await(
                "sum(remitflex_events_total{type=\"payment.created\",environment=\"sandbox\"})",
                value -> value == PAYMENTS))
        .isEqualTo(PAYMENTS);
    assertThat(prometheus.await("up{job=\"remitflex\"}", value -> value == 1)).isEqualTo(1);
  }

  @Test
  void prometheusEvaluatesEveryAlertAndNoneIsCritical() {
    JsonNode rules =
        Await.until(
            "every rule was evaluated",
            Duration.ofSeconds(60),
            () -> prometheus.get("/api/v1/rules").at("/data/groups"),
            groups -> groups.findValuesAsText("health").stream().allMatch("ok"::equals));

    assertThat(rules.findValuesAsText("lastError")).allMatch(String::isEmpty);
    for (JsonNode alert : prometheus.get("/api/v1/alerts").at("/data/alerts")) {
      assertThat(alert.path("state").asText() + alert.at("/labels/severity").asText())
          .as(alert.toString())
          .isNotEqualTo("firingcritical");
    }
  }

  /** Grafana replaces the variables in the same way. */
  @Test
  void everyPanelHasAQueryThatPrometheusAnswers() throws IOException {
    prometheus.await("remitflex_payments", value -> value >= 0);
    List<String> empty = new ArrayList<>();
    for (String expression : expressions()) {
      String query =
          expression
              .replace("$job", "remitflex")
              .replace("$instance", ".*")
              .replace("$__rate_interval", "1m");
      JsonNode answer = prometheus.query(query);
      assertThat(answer.path("status").asText()).as(query + answer).isEqualTo("success");
      if (answer.at("/data/result").isEmpty()) {
        empty.add(query);
      }
    }
    // Nothing has failed, and rates need two scrapes of a series.
    empty.removeIf(query -> query.contains("rate(") || query.contains("errors_total"));
    assertThat(empty).isEmpty();
  }
}
