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
 * Records each request before its response is sent: it is counted and in the spool, so that neither
 * its place in the history, nor its count, nor the alarm of a canary is lost with the process.
 */
public final class RequestRecorder implements RequestListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestRecorder.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final RequestLog log;
  private final UsageMeter meter;
  private final AlertDetector watch;
  private final Spool spool;
  private final SpoolReplay replay;
  private final DatabaseClock clock;
  private final PeriodicTask passes =
      PeriodicTask.every(EVERY, "spool", "the spool is looked after later", this::pass);

  /**
   * The recorder of this process.
   *
   * @param replay of what processes before this one have left
   */
  public RequestRecorder(
      RequestLog log,
      UsageMeter meter,
      AlertDetector watch,
      Spool spool,
      SpoolReplay replay,
      DatabaseClock clock) {
    this.log = log;
    this.meter = meter;
    this.watch = watch;
    this.spool = spool;
    this.replay = replay;
    this.clock = clock;
  }

  public RequestRecorder start() {
    passes.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    try {
      Instant now = clock.now();
      log.record(exchange, now, meter.count(exchange, now));
    } catch (RuntimeException e) {
      // A payment that took effect must be answered so, whatever becomes of its record.
      LOG.error("{} is not recorded", exchange.client().requestId(), e);
    }
  }

  /** After the response, so that the use of a canary takes as long as that of any key. */
  @Override
  public void sent(Exchange exchange) {
    watch.record(exchange);
  }

  private void pass() {
    replay.run();
    spool.release();
  }

  @Override
  public void close() {
    passes.close();
  }
}
