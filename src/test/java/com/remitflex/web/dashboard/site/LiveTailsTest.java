package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Live tails and exports of the Dashboard: bounded, and fed by one poll. */
@Tag("slow")
class LiveTailsTest {
  private static final String TAIL = "/dashboard/sandbox/logs/tail";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final PageClient browser = server.browser().signIn(server.newPerson(account, "viewer"));
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.READ).secret());
  private final List<HttpResponse<InputStream>> open = new ArrayList<>();

  private HttpResponse<InputStream> open(PageClient by) {
    try {
      HttpResponse<InputStream> response =
          HTTP.send(by.request(TAIL).GET().build(), BodyHandlers.ofInputStream());
      open.add(response);
      // It follows once it says so.
      for (int read = 0; response.statusCode() == 200 && read != '\n'; ) {
        read = response.body().read();
        assertThat(read).isNotNegative();
      }
      return response;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(HttpResponse<InputStream> tail) {
    try {
      tail.body().close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void closeAll() {
    open.forEach(LiveTailsTest::close);
  }

  private static boolean hasLine(HttpResponse<InputStream> tail, String wanted) {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(tail.body(), StandardCharsets.UTF_8));
    return lines.lines().limit(100).anyMatch(line -> line.contains(wanted));
  }

  @Test
  void onePollFeedsAllTailsOfAnAccount() {
    PageClient second = server.browser().signIn(server.newPerson(account, "viewer"));
    for (int i = 0; i < OpenStreams.MAX_OF_PERSON; i++) {
      assertThat(open(browser).statusCode()).isEqualTo(200);
      assertThat(open(second).statusCode()).isEqualTo(200);
    }
    long before = server.feeds().polls();
    long beganNanos = System.nanoTime();

    String request = client.get("/v1/balances").header("X-Request-Id").orElseThrow();

    assertThat(open).allMatch(tail -> hasLine(tail, request));
    Await.until("some polls", () -> server.feeds().polls() > before + 4);
    long polls = server.feeds().polls() - before;
    long most = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) / 300 + 2;
    assertThat(polls).as("polls of 10 tails").isLessThanOrEqualTo(most);
  }

  @Test
  void nobodyPollsForNobody() {
    HttpResponse<InputStream> tail = open(browser);
    Await.until("a poll", () -> server.feeds().polls() > 0);
    close(tail);

    Await.until(
        "no more polls",
        () -> {
          long polls = server.feeds().polls();
          long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(900);
          while (System.nanoTime() < end) {
            Await.pause(Duration.ofMillis(50));
          }
          return server.feeds().polls() == polls;
        });
  }

  @Test
  void onePersonHasFewAndTakesNoPlaceOfOthers() {
    for (int i = 0; i < OpenStreams.MAX_OF_PERSON; i++) {
      assertThat(open(browser).statusCode()).isEqualTo(200);
    }

    PageClient.Answer tooMany = browser.get(TAIL);
    assertThat(tooMany.status()).isEqualTo(429);
    assertThat(tooMany.header("Retry-After")).isPresent();
    assertThat(tooMany.text()).contains("At most 5 exports and live tails of one person");
    assertThat(browser.get("/dashboard/sandbox/payments.csv").status()).isEqualTo(429);
    assertThat(browser.get("/dashboard/sandbox/logs").status()).isEqualTo(200);
    assertThat(open(server.browser().signIn(server.newPerson(account, "viewer"))).statusCode())
        .isEqualTo(200);

    close(open.getFirst());
    Await.until(
        "a place that is free again",
        () -> browser.get("/dashboard/sandbox/payments.csv").status() == 200);
    assertThat(browser.get("/dashboard/sandbox/payments.csv").status())
        .as("an export gives its place back")
        .isEqualTo(200);
  }
}
