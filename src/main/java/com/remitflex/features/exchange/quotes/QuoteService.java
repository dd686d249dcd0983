package com.remitflex.features.exchange.quotes;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.corridors.rates.Rates;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/** Creates and finds the quotes of accounts. */
public final class QuoteService {
  /** How long a quote that nobody used can be read after it expired. */
  public static final Duration RETENTION = Duration.ofDays(1);

  private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(10);
  private static final int BATCH_SIZE = 1_000;

  private final Database database;
  private final Engine engine;
  private final Rates rates;

  public QuoteService(Database database, Engine engine, Rates rates) {
    this.database = database;
    this.engine = engine;
    this.rates = rates;
  }

  /** Creates a quote. */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, QuoteRequest request) {
    return engine.run(new CreateQuote(caller, request, rates));
  }

  /**
   * A quote as it is now.
   *
   * @param now the database's time
   */
  public record Found(Quote quote, Instant now) {
    public QuoteStatus status() {
      return quote.status(now);
    }

    /** How long the quote can still be used; zero or less if it cannot. */
    public Duration left() {
      return Duration.between(now, quote.expiresAt());
    }
  }

  /**
   * A quote of this account and environment. One that was changed outside RemitFlex does not exist,
   * as for those that use quotes.
   */
  public Optional<Found> find(HeadId head, String id) {
    if (!IdPrefix.QUOTE.matches(id)) {
      return Optional.empty();
    }
    return database.with(handle ->
        QuoteStore.find(handle, new QuoteKey(head, id))
            .filter(quote -> quote.authentic() || quote.usedBy().isPresent())
            .map(quote -> new Found(quote, DatabaseClock.read(handle))));
  }

  /** Deletes the quotes that expired a day ago and that nobody used. */
  public MaintenanceTask maintenance() {
    return new MaintenanceTask(
        "unused-quotes", CLEANUP_INTERVAL, stopping -> deleteUnused(database, stopping));
  }

  /** Signs the quotes again that an older pepper signed; returns their number. */
  public static int signAgain(Handle handle) {
    return QuoteStore.SIGNED.signAgain(handle);
  }

  /** One line for each unused quote whose terms were changed outside RemitFlex, for `doctor`. */
  public static List<String> violations(Handle handle) {
    return QuoteStore.violations(handle);
  }

  /** As {@link #maintenance}; returns the number of deleted quotes. */
  public static long deleteUnused(Database database, BooleanSupplier stopping) {
    Instant before = database.with(DatabaseClock::read).minus(RETENTION);
    long deleted = 0;
    int last = BATCH_SIZE;
    while (last == BATCH_SIZE && !stopping.getAsBoolean()) {
      last = database.with(handle -> QuoteStore.deleteUnused(handle, before, BATCH_SIZE));
      deleted += last;
    }
    return deleted;
  }
}
