package com.remitflex.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import com.remitflex.testing.CapturedLogs;
import com.remitflex.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Traces that are off, or whose receiver is away or does not respond. */
class TracesReceiverTest {
  private static final Duration NEVER_WAITS = Duration.ofSeconds(2);
  private static final int MORE_THAN_THE_QUEUE = 20_000;

  @RegisterExtension static final CapturedLogs logs = new CapturedLogs();

  @Test
  void withoutAReceiverNothingIsRecorded() {
    Traces traces = Traces.to(Optional.empty(), 100, "1");

    assertThat(traces).isSameAs(Traces.OFF);
    try (Span span = traces.request(name -> List.of())) {
      assertThat(span).isSameAs(Span.NONE);
      assertThat(Span.current()).isSameAs(Span.NONE);
      assertThat(Span.linked("x", List.of(span)).child("y")).isSameAs(Span.NONE);
    }
  }

  @Test
  void noOneWaitsForAReceiverThatNeverResponds() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Traces traces =
          Traces.to(Optional.of(URI.create("http://localhost:" + silent.getLocalPort())), 100, "1");
      long longest = 0;
      for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
        long start = System.nanoTime();
        try (Span span = traces.worker("work")) {
          span.set("number", i);
        }
        longest = Math.max(longest, System.nanoTime() - start);
      }

      assertThat(longest).isLessThan(NEVER_WAITS.toNanos());
      long begin = System.nanoTime();
      traces.close();
      assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(9).toNanos());
    }
  }

  @Test
  void aReceiverThatIsAwayIsReportedInTheLog() throws IOException {
    try (Traces traces =
        Traces.to(Optional.of(URI.create("http://localhost:" + FreePort.NEVER_USED)), 100, "1")) {
      traces.worker("work").close();

      Await.until(
          "the loss is reported", () -> logs.text().contains("spans of traces could not be sent"));
    }
  }

  @Test
  void onlyTheGivenPartIsRecorded() {
    URI endpoint = URI.create("http://localhost:9");
    try (Traces none = Traces.to(Optional.of(endpoint), 0, "1");
        Traces half = Traces.to(Optional.of(endpoint), 50, "1")) {
      int recorded = 0;
      for (int i = 0; i < 1_000; i++) {
        try (Span span = half.request(name -> List.of())) {
          recorded += span.isRecorded() ? 1 : 0;
        }
        try (Span span = none.request(name -> List.of())) {
          assertThat(span.isRecorded()).isFalse();
        }
      }
      assertThat(recorded).isBetween(300, 700);
    }
  }
}
