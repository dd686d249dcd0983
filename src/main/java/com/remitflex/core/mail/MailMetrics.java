package com.remitflex.core.mail;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.Sampled;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts the attempts to send mail, and shows the queue, which all nodes share. */
public final class MailMetrics {
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final MeterRegistry registry;
  private final Counter sent;
  private final Counter failed;
  private final Counter givenUp;

  public MailMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.sent = attempts("sent");
    this.failed = attempts("failed");
    this.givenUp =
        Counter.builder("remitflex.mail.given.up")
            .description("Mails that were never sent: all attempts failed")
            .register(registry);
  }

  private Counter attempts(String outcome) {
    return Counter.builder("remitflex.mail.attempts")
        .description("Attempts to send a mail, by outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Registers the queue, and begins to read it. */
  public Sampled<?> watch(Database database) {
    Sampled<MailStore.Queue> queue =
        Sampled.sparingly(INTERVAL, "mail", () -> database.with(MailStore::queue));
    Gauges.register(
        registry,
        "remitflex.mail.queue",
        "Mails that are not sent yet and not given up",
        () -> queue.get().map(MailStore.Queue::mails));
    Gauges.registerSeconds(
        registry,
        "remitflex.mail.overdue.age",
        "How long the mail that has been due the longest has been due",
        () -> queue.get().map(MailStore.Queue::overdue));
    return queue.start();
  }

  void sent() {
    sent.increment();
  }

  void failed() {
    failed.increment();
  }

  void givenUp() {
    givenUp.increment();
  }
}
