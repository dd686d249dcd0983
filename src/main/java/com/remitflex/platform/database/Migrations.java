package com.remitflex.platform.database;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates the schema of a database to the version of this program.
 *
 * <p>A release has one step: the first number of the names of its migrations, for example 34 for
 * V034_01 and V034_02. A program works with the schema of the next step, so that two versions can
 * run at the same time, unless a migration of that step is named incompatible (decision 0039).
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** How the name of a migration begins with which the previous version cannot work. */
  private static final String INCOMPATIBLE = "incompatible";

  private static final String HISTORY =
      """
      SELECT string_agg(concat_ws(' ', version, description, type, checksum, success), ','
                        ORDER BY installed_rank)
      FROM flyway_schema_history
      """;

  /** The last one, of any database: the migrations of this program do not change while it runs. */
  private static final AtomicReference<@Nullable Known> LAST = new AtomicReference<>();

  private final DataSource dataSource;
  private final Consumer<String> progress;
  private final Flyway flyway;

  /**
   * What Flyway found out about a history of migrations, for which it reads all files.
   *
   * @param history the applied migrations, as {@link #HISTORY} lists them
   * @param isCurrent whether they are those of this program, unchanged and without newer ones
   */
  private record Known(String history, Optional<Problem> problem, boolean isCurrent) {}

  /** The migrations of a database. */
  public Migrations(Database database) {
    this(database, List.of(), migration -> {});
  }

  /**
   * As {@link #Migrations(Database)}, with steps in Java that accompany migrations.
   *
   * @param steps each runs once, in the transaction of its migration
   * @param progress is told what is migrated, if the database is not new
   */
  public Migrations(Database database, List<Step> steps, Consumer<String> progress) {
    this.dataSource = database.dataSource();
    this.progress = progress;
    this.flyway =
        Flyway.configure()
            // A migration that builds an index of a large table takes minutes.
            .dataSource(database.withoutTimeLimits())
            .locations("classpath:db/migration")
            .javaMigrations(new MaskedIdempotencyKeys())
            .validateMigrationNaming(true)
            .ignoreMigrationPatterns("*:future")
            .callbacks(new Steps(steps))
            .load();
  }

  /** Applies missing migrations; one process at a time, by Flyway's lock. */
  public void apply() {
    if (isCurrent()) {
      return;
    }
    MigrationInfoService info = flyway.info();
    problem(info)
        .filter(problem -> !problem.isPending())
        .ifPresent(problem -> {
          throw new DatabaseStartException(problem.message());
        });
    warnOfNextStep(info);
    if (info.applied().length > 0) {
      progress.accept("Migrating the database, which takes minutes if it is large ...");
    }
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
    if (isCurrent()) {
      return;
    }
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

  private boolean isCurrent() {
    return known().filter(Known::isCurrent).isPresent();
  }

  /**
   * Why this program cannot use the schema; empty if it can. A server asks this every few seconds,
   * so Flyway compares all migrations only when the history in the database has changed.
   */
  public Optional<Problem> problem() {
    return known().map(Known::problem).orElseGet(() -> problem(flyway.info()));
  }

  /** Empty if the database has no history. */
  private Optional<Known> known() {
    return history().map(this::known);
  }

  private Known known(String history) {
    Known last = LAST.get();
    if (last != null && last.history().equals(history)) {
      return last;
    }
    MigrationInfoService info = flyway.info();
    boolean isCurrent = Arrays.stream(info.all()).allMatch(Migrations::isCurrent);
    Known found = new Known(history, problem(info), isCurrent);
    // Another node may have migrated in between: then it is not what this history means.
    if (history().filter(history::equals).isPresent()) {
      LAST.set(found);
    }
    return found;
  }

  private static boolean isCurrent(MigrationInfo migration) {
    return migration.getState() == MigrationState.SUCCESS
        && migration.isChecksumMatching()
        && migration.isDescriptionMatching()
        && migration.isTypeMatching();
  }

  /** Empty if nothing was ever migrated, or the database does not respond. */
  private Optional<String> history() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet history = statement.executeQuery(HISTORY)) {
      return history.next() ? Optional.ofNullable(history.getString(1)) : Optional.empty();
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private static Optional<Problem> problem(MigrationInfoService info) {
    Optional<MigrationInfo> missing =
        Arrays.stream(info.all()).filter(m -> !m.getState().isApplied()).findFirst();
    List<MigrationInfo> newer = newer(info);
    if (newer.isEmpty()) {
      return missing.map(
          m -> new Problem("Migration " + m.getVersion() + " has not been applied.", true));
    }
    BigInteger next = step(info).add(BigInteger.ONE);
    return newer.stream()
        .filter(m -> !isTolerated(m, next))
        .reduce((first, last) -> last)
        .or(() -> missing.map(m -> newer.getLast()))
        .map(m ->
            new Problem(
                "The database has a newer version (migration "
                    + m.getVersion()
                    + "), with which this one cannot work. Start the RemitFlex release that"
                    + " migrated it, or a newer one. Nothing was changed.",
                false));
  }

  /** What a start of this program would change, if {@link #problem} does not prevent it. */
  public Plan plan() {
    MigrationInfoService info = flyway.info();
    List<MigrationInfo> missing =
        Arrays.stream(info.all()).filter(m -> !m.getState().isApplied()).toList();
    BigInteger next =
        Arrays.stream(info.applied())
            .map(m -> m.getVersion().getMajor())
            .max(BigInteger::compareTo)
            .orElse(BigInteger.ZERO)
            .add(BigInteger.ONE);
    return new Plan(
        missing.stream().map(m -> m.getVersion() + " " + m.getDescription()).toList(),
        missing.stream().allMatch(m -> isCompatible(m, next)),
        !newer(info).isEmpty());
  }

  /** The migrations in the database that this program does not know. */
  private static List<MigrationInfo> newer(MigrationInfoService info) {
    return Arrays.stream(info.all())
        .filter(m ->
            m.getState() == MigrationState.FUTURE_SUCCESS
                || m.getState() == MigrationState.FUTURE_FAILED)
        .toList();
  }

  /** The step of this program. */
  private static BigInteger step(MigrationInfoService info) {
    return Arrays.stream(info.all())
        .filter(m -> m.getState().isResolved())
        .map(m -> m.getVersion().getMajor())
        .max(BigInteger::compareTo)
        .orElse(BigInteger.ZERO);
  }

  private static boolean isTolerated(MigrationInfo migration, BigInteger next) {
    return migration.getState() == MigrationState.FUTURE_SUCCESS && isCompatible(migration, next);
  }

  /** Whether a version works with a migration that it does not know. */
  private static boolean isCompatible(MigrationInfo migration, BigInteger next) {
    return migration.getVersion().getMajor().equals(next)
        && !migration.getDescription().toLowerCase(Locale.ROOT).startsWith(INCOMPATIBLE);
  }

  private static void warnOfNextStep(MigrationInfoService info) {
    List<MigrationInfo> newer = newer(info);
    if (!newer.isEmpty()) {
      LOG.warn(
          "The database has the schema of the next version (migration {}). This version works with"
              + " it. Upgrade this node before the version after that is installed on another one.",
          newer.getLast().getVersion());
    }
  }

  /**
   * A reason why this program cannot use the schema.
   *
   * @param isPending whether applying missing migrations solves it
   */
  public record Problem(String message, boolean isPending) {}

  /**
   * What a start of this program would change.
   *
   * @param missing the migrations that it would apply, with their descriptions
   * @param isCompatible whether nodes of the version that the database has can run on
   * @param isNewer whether the database has the schema of the next version
   */
  public record Plan(List<String> missing, boolean isCompatible, boolean isNewer) {}

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
