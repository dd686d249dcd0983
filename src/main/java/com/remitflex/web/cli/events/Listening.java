package com.remitflex.web.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.web.cli.Console;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Forwards events until the command is stopped, over as many connections as that takes. */
final class Listening {
  private static final Duration MAX_PAUSE = Duration.ofSeconds(10);

  private final ApiServer server;
  private final ListenState state;
  private final EventSelection selection;
  private final Forwarder forwarder;

  private Duration pause = Duration.ZERO;
  private boolean isCutOff;

  Listening(ApiServer server, ListenState state, EventSelection selection, Forwarder forwarder) {
    this.server = server;
    this.state = state;
    this.selection = selection;
    this.forwarder = forwarder;
  }

  /** The number of the account's newest event; 0 if there is none. */
  static long newest(ApiServer server) {
    JsonNode events = server.get("/v1/events?limit=1").path("data");
    return events.isEmpty() ? 0 : events.get(0).path("seq").asLong();
  }

  /**
   * Runs until the thread is interrupted.
   *
   * @throws ApiCallException the key is no longer accepted
   */
  void run() throws InterruptedException {
    while (true) {
      try {
        follow();
      } catch (IOException e) {
        cutOff("The server does not respond. Trying again until it does.");
      } catch (ApiCallException e) {
        recover(e);
      }
      Thread.sleep(pause);
      pause = longer(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration next = pause.isZero() ? Duration.ofMillis(500) : pause.multipliedBy(2);
    return next.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : next;
  }

  private void follow() throws IOException, InterruptedException {
    try (EventConnection connection = EventConnection.open(server, state.seq().orElse(0))) {
      if (isCutOff) {
        Console.notice("Connected again. Events of the meantime follow.");
      }
      isCutOff = false;
      Optional<EventConnection.Message> message = connection.next();
      while (message.isPresent()) {
        pause = Duration.ZERO;
        if (message.get().event().isPresent()) {
          forward(message.get().event().get());
        }
        state.reached(message.get().seq());
        message = connection.next();
      }
    }
  }

  private void forward(ReceivedEvent event) throws InterruptedException {
    if (selection.includes(event.type())) {
      Console.print(line(event, forwarder.deliver(event)));
    }
  }

  private static String line(ReceivedEvent event, Forwarder.Outcome outcome) {
    String response =
        outcome.status() == 0
            ? "failed: " + outcome.text()
            : outcome.status()
                + " ("
                + outcome.took().toMillis()
                + " ms)"
                + (outcome.isSuccess() ? "" : " " + outcome.text());
    return "%s  #%-6d %-27s %-30s  → %s"
        .formatted(
            LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS),
            event.seq(),
            event.type(),
            event.subject(),
            response)
        .stripTrailing();
  }

  private void cutOff(String notice) {
    if (!isCutOff) {
      Console.notice(notice);
    }
    isCutOff = true;
  }

  private void recover(ApiCallException rejection) {
    if (rejection.concerns("after_seq")) {
      long newest = newest(server);
      Console.notice(
          "The newest event of the server is #"
              + newest
              + ", but #"
              + state.seq().orElse(0)
              + " was forwarded before: the server was restored from a backup. Continuing after #"
              + newest
              + ".");
      state.reached(newest);
    } else if (rejection.isTemporary()) {
      cutOff(rejection.getMessage() + " Trying again.");
    } else {
      throw rejection;
    }
  }
}
