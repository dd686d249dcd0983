package com.remitflex.bench;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.activity.alerts.AlertDetector;
import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.features.activity.recording.RequestRecorder;
import com.remitflex.features.activity.recording.Spool;
import com.remitflex.features.activity.recording.SpoolReplay;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.secrets.KeyHasher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What records requests in a server, started in this process: history, usage and alerts. */
final class Recording implements AutoCloseable {
  private static final int RETENTION_DAYS = 90;

  final Engine engine;
  final AlertDetector detector;
  final UsageMeter meter;
  final Spool spool;
  final RequestLog log;
  final RequestRecorder recorder;

  private Recording(Database database, KeyHasher hasher) {
    DatabaseClock clock = new DatabaseClock();
    String nodeId = IdPrefix.NODE.next();
    Path spools = spools();
    engine = new Engine(database, new KeyGuard(hasher)).start();
    detector = new AlertDetector(database, engine, hasher, clock, "http://localhost").start();
    meter = new UsageMeter(database, clock, List.of(), detector, nodeId).start();
    spool = Spool.open(spools, nodeId, "bench", meter::committed, detector::isSettled);
    log =
        new RequestLog(database, clock, RETENTION_DAYS, nodeId, spool, meter::countUnrecorded)
            .start();
    SpoolReplay replay =
        new SpoolReplay(
            spools, spool, database, meter, detector, clock, Duration.ofDays(RETENTION_DAYS));
    recorder = new RequestRecorder(log, meter, detector, spool, replay, clock).start();
  }

  static Recording start(Database database, KeyHasher hasher) {
    return new Recording(database, hasher);
  }

  private static Path spools() {
    try {
      return Files.createTempDirectory("remitflex-bench-spool");
    } catch (IOException e) {
      throw new BenchException("No directory for the spool: " + e, e);
    }
  }

  @Override
  public void close() {
    recorder.close();
    log.close();
    meter.close();
    detector.close();
    spool.close();
    engine.close();
  }
}
