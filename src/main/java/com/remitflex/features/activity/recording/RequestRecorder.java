package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.alerts.AlertDetector;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each request before its response is sent: it is counted and spooled, so that its record,
 * its count and the alert of a canary key survive the end of the process.
 */
public final class RequestRecorder implements RequestListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestRecorder.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final RequestLog log;
  private final UsageMeter meter;
  private final AlertDetector detector;
  private final Spool spool;
  private final SpoolReplay replay;
  private final DatabaseClock clock;
  private final PeriodicTask task =
      PeriodicTask.every(
          INTERVAL, "spool", "the spool could not be maintained yet", this::maintainSpools);

  /**
   * The recorder of this process.
   *
   * @param replay of the spools that earlier processes have left
   */
  public RequestRecorder(
      RequestLog log,
      UsageMeter meter,
      AlertDetector detector,
      Spool spool,
      SpoolReplay replay,
      DatabaseClock clock) {
    this.log = log;
    this.meter = meter;
    this.detector = detector;
    this.spool = spool;
    this.replay = replay;
    this.clock = clock;
  }

  public RequestRecorder start() {
    task.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    try {
      Instant now = clock.now();
      log.record(exchange, now, meter.count(exchange, now));
    } catch (RuntimeException e) {
      // An error of the record must not change the response to a payment that took effect.
      LOG.error("{} is not recorded", exchange.client().requestId(), e);
    }
  }

  /** After the response, so that a canary key's response takes as long as any other. */
  @Override
  public void sent(Exchange exchange) {
    detector.record(exchange);
  }

  private void maintainSpools() {
    replay.run();
    spool.release();
  }

  @Override
  public void close() {
    task.close();
  }
}
