package com.remitflex.core.mail;

import com.remitflex.core.mail.MailStore.Claimed;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.MaintenanceTask;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.platform.telemetry.Span;
import com.remitflex.platform.telemetry.Traces;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the mails of the outbox: claims one mail, sends it outside of any transaction, and marks it
 * as sent. A mail is sent twice only when the process ends between the last two steps.
 */
public final class MailWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MailWorker.class);

  private static final int MAX_ATTEMPTS = 10;
  private static final Duration MIN_WAIT = Duration.ofMinutes(1);
  private static final Duration MAX_WAIT = Duration.ofHours(6);

  /** Longer than any attempt; then another worker may claim the mail of one that has died. */
  private static final Duration CLAIM = Duration.ofMinutes(10);

  /** How long the row of a sent mail is stored, without its text. */
  private static final Duration RETENTION = Duration.ofDays(30);

  private static final int BATCH_SIZE = 5_000;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration OUTAGE_WAIT = Duration.ofSeconds(5);
  private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

  private final Database database;
  private final MailSender sender;
  private final MailMetrics metrics;
  private final Traces traces;

  private final PeriodicTask task =
      new PeriodicTask(
          "mail",
          Duration.ZERO,
          OUTAGE_WAIT,
          "mails are sent later",
          () -> workOnce() ? Duration.ZERO : POLL);

  MailWorker(Database database, MailSender sender, MailMetrics metrics, Traces traces) {
    this.database = database;
    this.sender = sender;
    this.metrics = metrics;
    this.traces = traces;
  }

  /** A worker that sends through this mail server, or writes to the log without one. */
  public static MailWorker of(Database database, Optional<SmtpSettings> smtp) {
    return of(database, smtp, Mail::body, new MailMetrics(ProcessMetrics.none()), Traces.OFF);
  }

  /**
   * As {@link #of(Database, Optional)}.
   *
   * @param body makes the text to send from a mail, so that the outbox stores no secret; the log
   *     gets the stored body
   */
  public static MailWorker of(
      Database database,
      Optional<SmtpSettings> smtp,
      Function<Mail, String> body,
      MailMetrics metrics,
      Traces traces) {
    return new MailWorker(
        database,
        smtp.<MailSender>map(settings -> new SmtpSender(settings, body)).orElseGet(LogSender::new),
        metrics,
        traces);
  }

  public MailWorker start() {
    task.start();
    return this;
  }

  /** Tries the mail that has been due the longest; false when none is due. */
  boolean workOnce() {
    Optional<Claimed> claimed = database.with(handle -> MailStore.claim(handle, CLAIM));
    if (claimed.isEmpty()) {
      return false;
    }
    try (Span span = traces.worker("mail.send")) {
      span.set("remitflex.mail.attempt", claimed.get().attempt());
      send(claimed.get(), span);
    }
    return true;
  }

  private void send(Claimed claimed, Span span) {
    String id = claimed.mail().id();
    int attempt = claimed.attempt();
    if (attempt > MAX_ATTEMPTS) {
      // The worker of the last attempt has died.
      giveUp(id);
      return;
    }
    switch (sender.send(claimed.mail())) {
      case MailSender.Delivery.Sent sent -> {
        metrics.sent();
        database.use(handle -> MailStore.markSent(handle, id));
      }
      case MailSender.Delivery.Failed failed -> {
        metrics.failed();
        span.failed(failed.reason());
        LOG.warn("attempt {} to send {} failed: {}", attempt, id, failed.reason());
        if (attempt == MAX_ATTEMPTS) {
          giveUp(id);
        } else {
          database.use(handle -> MailStore.postpone(handle, id, waitAfter(attempt)));
        }
      }
    }
  }

  /** Deletes old sent and failed mails, once per hour. */
  public MaintenanceTask maintenance() {
    return MaintenanceTask.of("mails", CLEANUP_INTERVAL, this::deleteOld);
  }

  /** Deletes in small transactions. */
  void deleteOld() {
    int removed;
    do {
      removed = database.with(handle -> MailStore.deleteOld(handle, RETENTION, BATCH_SIZE));
    } while (removed == BATCH_SIZE);
  }

  private void giveUp(String id) {
    database.use(handle -> MailStore.markFailed(handle, id));
    metrics.givenUp();
    LOG.error("gave up sending {}", id);
  }

  /** A minute, then twice as long after each attempt, up to six hours. */
  static Duration waitAfter(int attempt) {
    Duration wait = MIN_WAIT.multipliedBy(1L << (attempt - 1));
    return wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
  }

  /** Waits for the attempt in progress, but not for a mail server that does not respond. */
  @Override
  public void close() {
    task.close();
  }
}
