package com.remitflex.core.mail;

import com.remitflex.core.mail.MailStore.Claimed;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in the outbox: claims one mail, sends it outside of any transaction, marks it. A
 * mail is sent again when this program dies between the last two, and otherwise once.
 */
public final class MailWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MailWorker.class);

  private static final int MOST_ATTEMPTS = 10;
  private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(6);

  /** Longer than any attempt takes; after it the mail of a worker that died is claimed again. */
  private static final Duration CLAIM = Duration.ofMinutes(10);

  /** How long it is known that a mail was sent, without its text. */
  private static final Duration KEPT = Duration.ofDays(30);

  private static final int ROWS_AT_ONCE = 5_000;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration AWAY = Duration.ofSeconds(5);

  private final Database database;
  private final MailSender sender;

  /** A claim runs out by itself. */
  private final PeriodicTask passes =
      new PeriodicTask(
          "mail", Duration.ZERO, AWAY, "mail waits", () -> workOnce() ? Duration.ZERO : POLL);

  private final PeriodicTask cleanup =
      PeriodicTask.every(
          Duration.ofHours(1), "mail-cleanup", "old mails stay for another hour", this::removeOld);

  MailWorker(Database database, MailSender sender) {
    this.database = database;
    this.sender = sender;
  }

  /** A worker that sends through this server, or writes to the log if there is none. */
  public static MailWorker of(Database database, Optional<SmtpSettings> smtp) {
    return of(database, smtp, Mail::body);
  }

  /**
   * As {@link #of(Database, Optional)}.
   *
   * @param body what is sent instead of the body, so that no secret has to lie in the outbox; the
   *     log gets the body as it is
   */
  public static MailWorker of(
      Database database, Optional<SmtpSettings> smtp, Function<Mail, String> body) {
    return new MailWorker(
        database,
        smtp.<MailSender>map(settings -> new SmtpSender(settings, body)).orElseGet(LogSender::new));
  }

  public MailWorker start() {
    passes.start();
    cleanup.start();
    return this;
  }

  /** Tries the mail that is due for the longest time; false when none is. */
  boolean workOnce() {
    Optional<Claimed> claimed = database.with(handle -> MailStore.claim(handle, CLAIM));
    if (claimed.isEmpty()) {
      return false;
    }
    String id = claimed.get().mail().id();
    int attempt = claimed.get().attempt();
    if (attempt > MOST_ATTEMPTS) {
      // The worker of the last attempt died with it.
      giveUp(id);
      return true;
    }
    switch (sender.send(claimed.get().mail())) {
      case MailSender.Delivery.Sent sent -> database.use(handle -> MailStore.sent(handle, id));
      case MailSender.Delivery.Failed failed -> {
        LOG.warn("attempt {} to send {} failed: {}", attempt, id, failed.reason());
        if (attempt == MOST_ATTEMPTS) {
          giveUp(id);
        } else {
          database.use(handle -> MailStore.postpone(handle, id, waitAfter(attempt)));
        }
      }
    }
    return true;
  }

  /** Deletes what was sent or given up long ago, in small transactions. */
  void removeOld() {
    int removed;
    do {
      removed = database.with(handle -> MailStore.removeOld(handle, KEPT, ROWS_AT_ONCE));
    } while (removed == ROWS_AT_ONCE);
  }

  private void giveUp(String id) {
    database.use(handle -> MailStore.giveUp(handle, id));
    LOG.error("gave up sending {}", id);
  }

  /** A minute, then twice as long each time, at most six hours. */
  static Duration waitAfter(int attempt) {
    Duration wait = SHORTEST_WAIT.multipliedBy(1L << (attempt - 1));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  /** Waits for the attempt under way, but not for a mail server that does not answer. */
  @Override
  public void close() {
    cleanup.close();
    passes.close();
  }
}
