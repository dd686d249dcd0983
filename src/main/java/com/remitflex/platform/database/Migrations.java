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
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** The schema's versions: brings a database to this program's version, or says why it cannot. */
public final class Migrations {
  private final Flyway flyway;

  public Migrations(DataSource dataSource) {
    this(dataSource, List.of());
  }

  /**
   * As {@link #Migrations(DataSource)}, with what a migration does beside its SQL.
   *
   * @param steps each run once, in the transaction of its migration
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

  /** Applies what is missing; one process at a time, the others wait (Flyway's own lock). */
  public void apply() {
    fault()
        .filter(fault -> !fault.pending())
        .ifPresent(fault -> {
          throw new DatabaseStartException(fault.message());
        });
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      throw new DatabaseStartException(
          "A migration of the database failed and was rolled back: " + e.getMessage(), e);
    }
  }

  /**
   * Applies everything to an empty database, for a command that runs before any server; a schema of
   * an older version is left to a server's start, so that no command changes it under a server.
   */
  public void applyToEmpty() {
    if (flyway.info().applied().length == 0) {
      apply();
      return;
    }
    fault()
        .ifPresent(fault -> {
          throw new DatabaseStartException(
              fault.pending()
                  ? "The database is of an older version: start this release once with"
                      + " ./remitflex up, which brings it up to date."
                  : fault.message());
        });
  }

  /** What is wrong with the schema, if anything. */
  public Optional<Fault> fault() {
    MigrationInfo[] all = flyway.info().all();
    Optional<MigrationInfo> future =
        Arrays.stream(all)
            .filter(m ->
                m.getState() == MigrationState.FUTURE_SUCCESS
                    || m.getState() == MigrationState.FUTURE_FAILED)
            .reduce((first, last) -> last);
    if (future.isPresent()) {
      return Optional.of(
          new Fault(
              "The database is of a newer version (migration "
                  + future.get().getVersion()
                  + "): start the RemitFlex release that made it, or a newer one.",
              false));
    }
    return Arrays.stream(all)
        .filter(m -> !m.getState().isApplied())
        .findFirst()
        .map(m -> new Fault("Migration " + m.getVersion() + " has not been applied.", true));
  }

  /**
   * A schema that this program cannot run on.
   *
   * @param pending whether applying the missing migrations mends it
   */
  public record Fault(String message, boolean pending) {}

  /**
   * What a migration does beside its SQL, for what needs a secret.
   *
   * @param version of the migration, such as 022
   * @param work on the connection and in the transaction of the migration, after its SQL
   */
  public record Step(String version, Consumer<Connection> work) {}

  /** Runs the steps where Flyway gives way to them: a failure rolls the migration back. */
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
