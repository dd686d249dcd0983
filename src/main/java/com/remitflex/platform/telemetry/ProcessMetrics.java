package com.remitflex.platform.telemetry;

import com.remitflex.platform.jobs.OnFirstUse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;

/**
 * The meters of this process, in which every part of the server registers its own, and their values
 * as text for Prometheus. No label may have a value that a client can choose.
 */
public final class ProcessMetrics implements AutoCloseable {
  /** The content type of {@link #scrape}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final String PREFIX = "remitflex.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final LogbackMetrics logs = new LogbackMetrics();

  /**
   * The meters of the JVM and the machine are made for the first scrape, since they would delay the
   * start. Only the pauses for garbage collection are counted from then on.
   */
  private final OnFirstUse<MeterRegistry> complete = new OnFirstUse<>(this::withMachine);

  /** Starts with the version of this build. */
  public ProcessMetrics(String version, String revision) {
    registry.throwExceptionOnRegistrationFailure();
    registry.config().meterFilter(new Prefix());
    logs.bindTo(registry);
    Gauge.builder("remitflex.build", () -> 1)
        .description("The version that runs, as labels; the value is always 1")
        .tags("version", version, "revision", revision, "java", Runtime.version().toString())
        .register(registry);
  }

  private MeterRegistry withMachine() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    return registry;
  }

  /** A registry that records nothing, for a part outside of a server. */
  public static MeterRegistry none() {
    return new CompositeMeterRegistry();
  }

  public MeterRegistry registry() {
    return registry;
  }

  /** All values, in Prometheus text format. */
  public byte[] scrape() {
    complete.get();
    return registry.scrape().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    collections.close();
    logs.close();
    registry.close();
  }

  /** Gives the meters of libraries the prefix of the product. */
  private static final class Prefix implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      return id.getName().startsWith(PREFIX) ? id : id.withName(PREFIX + id.getName());
    }
  }
}
