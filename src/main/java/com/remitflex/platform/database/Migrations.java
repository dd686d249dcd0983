package com.remitflex.platform.database;

import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Migrates the schema of a database to the version of this program. */
public final class Migrations {
  private final Flyway flyway;

  public Migrations(DataSource dataSource) {
    this(dataSource, List.of());
  }

  /**
   * As {@link #Migrations(DataSource)}, with steps in Java that accompany migrations.
   *
   * @param steps each runs once, in the transaction of its migration
   */
  public Migrations(DataSource dataSource, List<Step> steps) {
    this.flyway =
        Flyway.configure()
            .dataSource(dataSource)
            .locations("classpath:db/migration")
            .javaMigrations(new MaskedIdempotencyKeys())
            .validateMigrationNaming(true)
            .ignoreMigrationPatterns("*:future")
            .callbacks(new Steps(steps))
            .load();
  }

  /** Applies missing migrations; one process at a time, by Flyway's lock. */
  public void apply() {
    problem()
        .filter(problem -> !problem.isPending())
        .ifPresent(problem -> {
          throw new DatabaseStartException(problem.message());
        });
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      throw new DatabaseStartException(
          "A database migration failed and was rolled back: " + e.getMessage(), e);
    }
  }

  /**
   * Migrates an empty database, for a command that runs before any server. Only a server migrates
   * an existing schema, so that no command changes the schema of a running server.
   */
  public void applyToEmpty() {
    MigrationInfoService info = flyway.info();
    if (info.applied().length == 0) {
      apply();
      return;
    }
    problem(info)
        .ifPresent(problem -> {
          throw new DatabaseStartException(
              problem.isPending()
                  ? "The database has an older version. Start this release once with"
                      + " ./remitflex up, which migrates it."
                  : problem.message());
        });
  }

  /** Why this program cannot use the schema; empty if it can. */
  public Optional<Problem> problem() {
    return problem(flyway.info());
  }

  private static Optional<Problem> problem(MigrationInfoService info) {
    MigrationInfo[] all = info.all();
    Optional<MigrationInfo> future =
        Arrays.stream(all)
            .filter(m ->
                m.getState() == MigrationState.FUTURE_SUCCESS
                    || m.getState() == MigrationState.FUTURE_FAILED)
            .reduce((first, last) -> last);
    if (future.isPresent()) {
      return Optional.of(
          new Problem(
              "The database has a newer version (migration "
                  + future.get().getVersion()
                  + "). Start the RemitFlex release that migrated it, or a newer one.",
              false));
    }
    return Arrays.stream(all)
        .filter(m -> !m.getState().isApplied())
        .findFirst()
        .map(m -> new Problem("Migration " + m.getVersion() + " has not been applied.", true));
  }

  /**
   * A reason why this program cannot use the schema.
   *
   * @param isPending whether applying missing migrations solves it
   */
  public record Problem(String message, boolean isPending) {}

  /**
   * A step in Java that accompanies a migration, for changes that require a secret.
   *
   * @param version version of the migration, for example 022
   * @param work runs on the connection and in the transaction of the migration, after its SQL
   */
  public record Step(String version, Consumer<Connection> work) {}

  /** Runs the steps as a Flyway callback; a failure rolls the migration back. */
  private record Steps(List<Step> all) implements Callback {
    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
      return true;
    }

    @Override
    public void handle(Event event, Context context) {
      all.stream()
          .filter(step ->
              MigrationVersion.fromVersion(step.version())
                  .equals(context.getMigrationInfo().getVersion()))
          .forEach(step -> step.work().accept(context.getConnection()));
    }

    @Override
    public String getCallbackName() {
      return "steps";
    }
  }
}
