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
 * Replays the spools of killed processes: it writes the requests that are missing in the history,
 * counts those that were not counted, and hands uses of canary keys to the alert detector. Each
 * step can be repeated; a spool is deleted after all steps.
 */
public final class SpoolReplay {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolReplay.class);

  private final Path parent;
  private final Spool own;
  private final Database database;
  private final UsageMeter meter;
  private final AlertDetector detector;
  private final DatabaseClock clock;
  private final Duration retention;
  private Optional<List<Leftover>> left = Optional.empty();

  /**
   * A replay of the spools that are in this directory when it first runs.
   *
   * @param retention how long requests are stored
   */
  public SpoolReplay(
      Path parent,
      Spool own,
      Database database,
      UsageMeter meter,
      AlertDetector detector,
      DatabaseClock clock,
      Duration retention) {
    this.parent = parent;
    this.own = own;
    this.database = database;
    this.meter = meter;
    this.detector = detector;
    this.clock = clock;
    this.retention = retention;
  }

  /** Replays the leftover spools; after an error the next run tries again. */
  void run() {
    List<Leftover> all = left.orElseGet(() -> new ArrayList<>(Leftover.find(parent, own)));
    left = Optional.of(all);
    while (!all.isEmpty()) {
      Leftover next = all.getFirst();
      write(next);
      next.forEach(request -> {
        if (request.owner().canary()) {
          detector.record(request.exchange(), request.answeredAt());
        }
      });
      if (!detector.isSettled()) {
        // The alert is raised on another thread; the next run reads this spool again.
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
    Instant oldest = clock.now().minus(retention);
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
          counted.ifPresent(one -> detector.writing(handle, one));
          return counted;
        });
    flush.ifPresent(detector::written);
    if (rows.get() > 0 || flush.isPresent()) {
      LOG.info(
          "added {} requests of a killed process to the history; all its requests are counted",
          rows.get());
    }
  }
}
