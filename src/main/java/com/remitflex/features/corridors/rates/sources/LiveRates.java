package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.features.corridors.rates.Quotation;
import com.remitflex.features.corridors.rates.RateTable;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rates of this node: fixed in the sandbox, from the operator's sources in live. Each source is
 * read in the background, on a thread of its own, so that a slow one delays no other.
 */
public final class LiveRates implements Rates, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveRates.class);

  /** After a failure, a source is read again after this time, or its own if that is shorter. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final RateTable sandbox = new FixedRates().table(Environment.SANDBOX);
  private final RateSettings settings;
  private final Supplier<Instant> clock;
  private final List<PeriodicTask> tasks = new ArrayList<>();
  private final List<SourceStatus> statuses = new ArrayList<>();
  private volatile RateTable live = RateTable.EMPTY;

  public LiveRates(RateSettings settings, Supplier<Instant> clock) {
    this.settings = settings;
    this.clock = clock;
    for (RateSource source : settings.sources()) {
      int place = statuses.size();
      statuses.add(SourceStatus.unread(source, clock.get()));
      tasks.add(
          new PeriodicTask(
              "rates-" + source.name(),
              Duration.ZERO,
              RETRY,
              "the rates of " + source.name() + " were not read",
              () -> refresh(place)));
    }
  }

  public LiveRates start() {
    tasks.forEach(PeriodicTask::start);
    return this;
  }

  @Override
  public RateTable table(Environment environment) {
    return environment == Environment.SANDBOX ? sandbox : live;
  }

  /** What this node knows of each source, in the order of preference. */
  public List<SourceStatus> sources() {
    synchronized (statuses) {
      return List.copyOf(statuses);
    }
  }

  /** Reads each source once, for a command. */
  public void readAll() {
    for (int place = 0; place < settings.sources().size(); place++) {
      refresh(place);
    }
  }

  /** Reads each source once; one line for each that cannot be read or whose prices are too old. */
  public static List<String> errors(RateSettings settings) {
    try (LiveRates rates = new LiveRates(settings, Instant::now)) {
      rates.readAll();
      Instant now = Instant.now();
      return rates.sources().stream()
          .filter(status -> status.error().isPresent() || !status.isUsable(now))
          .map(status ->
              status.source().name()
                  + ": "
                  + status.error().orElse("the prices are too old to be used."))
          .toList();
    }
  }

  private Duration refresh(int place) {
    RateSource source = settings.sources().get(place);
    Instant now = clock.get();
    Duration retry = source.refresh().compareTo(RETRY) < 0 ? source.refresh() : RETRY;
    SourceStatus read = SourceStatus.read(source, sources().get(place), now, retry);
    read.error()
        .ifPresent(error -> LOG.warn("the rates of {} were not read: {}", source.name(), error));
    synchronized (statuses) {
      statuses.set(place, read);
      live = table();
    }
    return read.error().isEmpty() ? source.refresh() : retry;
  }

  private RateTable table() {
    List<Quotation> quotations =
        statuses.stream().flatMap(status -> status.quotations().stream()).toList();
    return new RateTable(quotations, settings.spreads());
  }

  /** Exports how old the prices of each source are. */
  public LiveRates measuredBy(MeterRegistry registry) {
    for (int i = 0; i < settings.sources().size(); i++) {
      int place = i;
      String name = settings.sources().get(i).name();
      Gauges.register(
          registry,
          "remitflex.rates.age.seconds",
          "How old the prices of a source of live exchange rates are",
          () -> status(place).age(clock.get()).map(Duration::toSeconds),
          "source",
          name);
      Gauges.register(
          registry,
          "remitflex.rates.usable",
          "Whether the prices of a source of live exchange rates are used: 1, or 0 if they are"
              + " missing or too old",
          () -> Optional.of(status(place).isUsable(clock.get()) ? 1L : 0L),
          "source",
          name);
    }
    return this;
  }

  private SourceStatus status(int place) {
    synchronized (statuses) {
      return statuses.get(place);
    }
  }

  @Override
  public void close() {
    tasks.forEach(PeriodicTask::close);
  }
}
