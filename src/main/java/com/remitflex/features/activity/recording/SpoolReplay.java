package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.alerts.AlertDetector;
import com.remitflex.features.activity.usage.Flush;
import com.remitflex.features.activity.usage.Recount;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays the spools of processes that were killed: into the history what is missing there, into
 * the usage counts what was not committed, and the use of canaries to the watch. Each step may be
 * repeated; a spool is deleted once all of it is done.
 */
public final class SpoolReplay {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolReplay.class);

  private final Path parent;
  private final Spool own;
  private final Database database;
  private final UsageMeter meter;
  private final AlertDetector watch;
  private final DatabaseClock clock;
  private final Duration kept;
  private Optional<List<Leftover>> left = Optional.empty();

  /**
   * The replay of what is in this directory when it first runs.
   *
   * @param kept how long the history is
   */
  public SpoolReplay(
      Path parent,
      Spool own,
      Database database,
      UsageMeter meter,
      AlertDetector watch,
      DatabaseClock clock,
      Duration kept) {
    this.parent = parent;
    this.own = own;
    this.database = database;
    this.meter = meter;
    this.watch = watch;
    this.clock = clock;
    this.kept = kept;
  }

  /** Replays what is left; what fails is tried again by the next run. */
  void run() {
    List<Leftover> all = left.orElseGet(() -> new ArrayList<>(Leftover.find(parent, own)));
    left = Optional.of(all);
    while (!all.isEmpty()) {
      Leftover next = all.getFirst();
      write(next);
      next.forEach(request -> {
        if (request.owner().canary()) {
          watch.record(request.exchange(), request.answeredAt());
        }
      });
      if (!watch.isSettled()) {
        // The alarm is raised on a thread of its own: then this spool is read once more.
        return;
      }
      try {
        next.delete();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      all.removeFirst();
    }
  }

  private void write(Leftover leftover) {
    Instant oldest = clock.now().minus(kept);
    AtomicInteger rows = new AtomicInteger();
    Optional<Flush> flush =
        database.inTransaction(handle -> {
          RequestReplay history = RequestReplay.begin(handle, leftover.nodeId(), oldest);
          Recount recount = meter.recount(handle, leftover.nodeId());
          leftover.forEach(request -> {
            history.add(request);
            recount.add(request.owner(), request.exchange(), request.answeredAt(), request.flush());
          });
          rows.set(history.finish());
          Optional<Flush> counted = recount.write();
          counted.ifPresent(one -> watch.writing(handle, one));
          return counted;
        });
    flush.ifPresent(watch::written);
    if (rows.get() > 0 || flush.isPresent()) {
      LOG.info(
          "{} requests of a process that was killed are now in the history, and all are counted",
          rows.get());
    }
  }
}
