package com.remitflex;

import static com.remitflex.testing.Ended.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on a fresh data directory, from its first start to its last stop. */
@Tag("process")
class StartTest {
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

  @Test
  void livesFromTheFirstStartToTheSecond(@TempDir Path directory) throws Exception {
    try (ServerProcess server = new ServerProcess(directory, Map.of()).start()) {
      firstStartTellsWhatIsNeeded(server);
      printedCurlWorksWhenPasted(server, directory);
      printedLoginOpensTheDashboard(server);
      whoIsLockedOutGetsALinkFromTheCommand(server);
      secondServerOnTheSameDataIsRefused(server);
      assertThat(server.errors().contains("RemitFlex runs as root"))
          .as("root is warned, and nobody else")
          .isEqualTo(System.getProperty("user.name").equals("root"));
      requestUnderWayIsAnsweredBeforeTheStop(server);

      server.start();

      assertThat(server.output()).contains("RemitFlex is running.").doesNotContain("rf_test_");
      assertThat(server.output()).doesNotContain("Password");
      assertThat(server.client().get("/v1/payments").json().at("/pagination/total").asInt())
          .isEqualTo(2);
    }
  }

  private void firstStartTellsWhatIsNeeded(ServerProcess server) {
    assertThat(server.output())
        .contains("http://localhost:" + server.port() + "/v1")
        .contains("owner@localhost")
        .containsPattern("Password +\\S{12,}");
    assertThat(server.output().split(server.firstKey(), -1)).hasSize(3);
    assertThat(server.errors()).doesNotContain(server.firstKey());
  }

  private void printedCurlWorksWhenPasted(ServerProcess server, Path directory) throws Exception {
    String output = server.output();
    String pasted =
        output.substring(output.indexOf("    curl"), output.indexOf("Press Ctrl-C")).strip();
    Files.writeString(directory.resolve(".curlrc"), "silent\nwrite-out = \"\\n%{http_code}\"");
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", pasted).redirectErrorStream(true);
    bash.environment().put("CURL_HOME", directory.toString());
    Process curl = bash.start();
    List<String> lines = new String(curl.getInputStream().readAllBytes()).lines().toList();

    assertThat(curl.waitFor()).isZero();
    assertThat(lines.getLast()).isEqualTo("201");
    assertThat(Json.trusted(lines.getFirst()).path("status").asText()).isEqualTo("pending");
  }

  /** Over http://localhost, where a cookie cannot be Secure. */
  private void printedLoginOpensTheDashboard(ServerProcess server) {
    Matcher password = Pattern.compile("Password +(\\S+)").matcher(server.output());
    assertThat(password.find()).isTrue();
    assertThat(server.output()).contains("http://localhost:" + server.port() + "/dashboard");
    PageClient browser = new PageClient(server.port());

    assertThat(browser.trySignIn("owner@localhost", password.group(1)).location())
        .isEqualTo("/dashboard");

    assertThat(browser.get("/dashboard/sandbox/settings/team").text()).contains("My business");
    assertThat(browser.cookies()).containsKey("rf_session");
  }

  private void whoIsLockedOutGetsALinkFromTheCommand(ServerProcess server) {
    Ended ended = server.run("people", "reset", "Owner@localhost");
    assertThat(ended.status()).isZero();
    String link =
        ended.out().lines().filter(line -> line.contains("/reset/")).findFirst().orElseThrow();
    PageClient browser = new PageClient(server.port());
    browser.get("/dashboard/sign-in");

    assertThat(link).contains("http://localhost:" + server.port() + "/dashboard/reset/lnk_");
    browser.post(
        link.strip().replaceFirst("https?://[^/]+", ""),
        Map.of("password", "correct horse battery staple"));

    assertThat(browser.trySignIn("owner@localhost", "correct horse battery staple").location())
        .isEqualTo("/dashboard");
    assertThat(server.run("people", "reset", "nobody@localhost").err())
        .contains("No user signs in with nobody@localhost.");
  }

  private void secondServerOnTheSameDataIsRefused(ServerProcess server) {
    assertRejected(
        server.run(Map.of("REMITFLEX_PORT", "0"), "up"),
        "Another RemitFlex process (pid " + server.pid() + ") is already running on ",
        "set REMITFLEX_DATA_DIR");
    assertRejected(server.run("up"), "Port " + server.port() + " is in use", "set REMITFLEX_PORT");
    assertThat(server.isReady()).isTrue();
  }

  private void requestUnderWayIsAnsweredBeforeTheStop(ServerProcess server) throws Exception {
    // The first response loads the contract, which takes longer than the limit for headers.
    server.client().get("/v1/balances");
    try (Connection holder = DriverManager.getConnection(server.databaseUrl());
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT 1 FROM account_head FOR UPDATE");
      CompletableFuture<ApiClient.Answer> slow =
          CompletableFuture.supplyAsync(() -> server.client().post("/v1/payments", PAYMENT));
      Await.until("the payment waits for the account", () -> waits(server.databaseUrl()));
      server.terminate();
      Await.until("the server stops", () -> !server.isReady());
      assertThat(slow).isNotDone();
      assertThat(server.client().post("/v1/payments", PAYMENT).status()).isEqualTo(503);
      holder.rollback();

      assertThat(slow.get(20, TimeUnit.SECONDS).status()).isEqualTo(201);
    }
    assertThat(server.awaitEnd()).isZero();
    assertThat(server.errors()).endsWith("Stopped.\n");
    // A machine that is busy with something else may cost a node its lease for a moment.
    assertThat(server.errors().lines().filter(line -> !line.contains("node-lease")))
        .noneMatch(line -> line.contains("Exception"));
    assertThat(server.dataDirectory().resolve("postgres/postmaster.pid")).doesNotExist();
  }

  private static boolean waits(String databaseUrl) {
    try (Connection connection = DriverManager.getConnection(databaseUrl);
        Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
      return waiting.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
