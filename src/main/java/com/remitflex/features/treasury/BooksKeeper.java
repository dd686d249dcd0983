package com.remitflex.features.treasury;

import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.NetworkFollower;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.treasury.alarms.Alarms;
import com.remitflex.features.treasury.alarms.Findings;
import com.remitflex.features.treasury.books.NetworkBooks;
import com.remitflex.features.treasury.matching.Matcher;
import com.remitflex.features.treasury.proof.Reconciliation;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the books of one network up to date and checks them, on the node that follows the network.
 */
public final class BooksKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BooksKeeper.class);

  /** The check takes at most this share of the time, however many accounts there are. */
  private static final int CHECK_SHARE = 20;

  private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

  private final Database database;
  private final NetworkFollower follower;
  private final NetworkBooks books;
  private final Matcher matcher;
  private final Reconciliation reconciliation;
  private final Findings findings;
  private final Alarms alarms;
  private final Duration pause;
  private final PeriodicTask task;
  private long nextCheckNanos = System.nanoTime();
  private long nextWarningNanos = System.nanoTime();

  /** The parts that check the books, the same for all networks. */
  public record Checks(
      Matcher matcher, Reconciliation reconciliation, Findings findings, Alarms alarms) {}

  /**
   * A keeper that does not run yet.
   *
   * @param pause time between two looks
   */
  public BooksKeeper(
      Database database,
      NetworkFollower follower,
      NetworkBooks books,
      Checks checks,
      Duration pause) {
    this.database = database;
    this.follower = follower;
    this.books = books;
    this.matcher = checks.matcher();
    this.reconciliation = checks.reconciliation();
    this.findings = checks.findings();
    this.alarms = checks.alarms();
    this.pause = pause;
    this.task =
        PeriodicTask.every(
            pause,
            "books-" + follower.network().name(),
            "the treasury ledger of " + follower.network().name() + " is brought up to date later",
            this::run);
  }

  public BooksKeeper start() {
    task.start();
    return this;
  }

  private void run() {
    if (!follower.isLeading()) {
      return;
    }
    try {
      boolean isUpToDate = books.advance();
      matcher.run(books.network().name());
      if (!isUpToDate) {
        LOG.debug("the treasury ledger of {} is still behind", books.network().name());
      }
    } catch (ChainUnavailableException e) {
      warn(e);
    }
    checkIfDue();
  }

  private void checkIfDue() {
    if (System.nanoTime() - nextCheckNanos < 0) {
      return;
    }
    long start = System.nanoTime();
    alarms.found(findings.of(reconciliation.quick(database), new ChainStatus(database).all()));
    long took = System.nanoTime() - start;
    nextCheckNanos = System.nanoTime() + Math.max(pause.toNanos(), took * CHECK_SHARE);
  }

  private void warn(ChainUnavailableException e) {
    if (System.nanoTime() - nextWarningNanos >= 0) {
      LOG.warn(
          "the treasury ledger of {} waits for its nodes: {}",
          books.network().name(),
          e.getMessage());
      nextWarningNanos = System.nanoTime() + WARNING_INTERVAL.toNanos();
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
