package com.remitflex.platform.database;

import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.postgresql.ds.PGSimpleDataSource;

/** The connections to PostgreSQL: one pool for requests and workers, one for the engine. */
public final class Database implements AutoCloseable {
  /** Idle connections that each pool keeps open, so that a request need not wait for one. */
  private static final int SERVER_IDLE_CONNECTIONS = 2;

  private static final int REQUEST_CONNECTIONS = 16;

  /**
   * Two threads of the engine, two of the payments' worker, four joint lookups, three of a rail's
   * worker, one to spare. The workers of more rails share these: each of their statements is short,
   * and none is sent while a rail is called.
   */
  private static final int ENGINE_CONNECTIONS = 12;

  private static final long CONNECT_TIMEOUT_MILLIS = 3_000;

  /** For this transaction only: nothing has to be restored when the connection is returned. */
  private static final String ONE_SNAPSHOT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /** The writes of a usual batch: sent in one piece instead of one for each 8 KiB. */
  private static final int MAX_SEND_BYTES = 256 * 1024;

  /**
   * A paused node must not hold an account head: the server ends its transaction. And the engine
   * reads every row by its key: a plan that was cached while a table was small must not scan the
   * table once it is large.
   */
  private static final String ENGINE_SETTINGS =
      """
      SET idle_in_transaction_session_timeout = '1s';
      SET statement_timeout = '5s';
      SET plan_cache_mode = force_generic_plan;
      SET enable_seqscan = off;
      SET enable_hashjoin = off;
      SET enable_mergejoin = off
      """;

  private static final SqlParser PARSER = new ColonPrefixSqlParser();

  private final HikariDataSource requests;
  private final HikariDataSource engine;
  private volatile UnaryOperator<Connection> wrapping = UnaryOperator.identity();
  private final Jdbi requestJdbi;
  private final Jdbi engineJdbi;

  private Database(HikariDataSource requests, HikariDataSource engine) {
    this.requests = requests;
    this.engine = engine;
    this.requestJdbi = configured(Jdbi.create(() -> wrapping.apply(requests.getConnection())));
    this.engineJdbi = configured(Jdbi.create(() -> wrapping.apply(engine.getConnection())));
  }

  /** Opens the pools of a server. */
  public static Database open(DatabaseAddress address) {
    return open(address, SERVER_IDLE_CONNECTIONS);
  }

  /** Opens the pools of a command, which makes only the connections that it uses. */
  public static Database openForCommand(DatabaseAddress address) {
    return open(address, 0);
  }

  private static Database open(DatabaseAddress address, int idle) {
    HikariDataSource requests =
        pool("requests", address, REQUEST_CONNECTIONS, idle, "SET statement_timeout = '10s'");
    HikariDataSource engine = pool("engine", address, ENGINE_CONNECTIONS, idle, ENGINE_SETTINGS);
    return new Database(requests, engine);
  }

  /** As {@link #open(DatabaseAddress)}, with a complete URL. */
  public static Database open(String jdbcUrl) {
    return open(DatabaseAddress.of(jdbcUrl));
  }

  private static HikariDataSource pool(
      String name, DatabaseAddress address, int size, int idle, String settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(address.jdbcUrl());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(idle);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(settings);
    config.setDataSourceProperties(properties(name, address));
    return new HikariDataSource(config);
  }

  private static Properties properties(String name, DatabaseAddress address) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "remitflex-" + name);
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("prepareThreshold", "3");
    properties.setProperty("maxSendBufferSize", Integer.toString(MAX_SEND_BYTES));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("loginTimeout", "3");
    properties.setProperty("connectTimeout", "3");
    properties.setProperty("socketTimeout", "15");
    properties.setProperty("targetServerType", "primary");
    address.password().ifPresent(password -> properties.setProperty("password", password));
    return properties;
  }

  /** Runs statements on their own connection, outside of any pool. */
  public static <T> T once(DatabaseAddress address, Function<Handle, T> work) {
    return configured(Jdbi.create(address.jdbcUrl(), properties("start", address)))
        .withHandle(work::apply);
  }

  /** As {@link #once}, without a limit on the time that a statement takes. */
  public static <T> T longSession(DatabaseAddress address, Function<Handle, T> work) {
    Properties properties = properties("backup", address);
    properties.setProperty("socketTimeout", "0");
    return configured(Jdbi.create(address.jdbcUrl(), properties)).withHandle(work::apply);
  }

  /**
   * Keeps the values of statements out of exceptions: they are names, accounts and amounts. And a
   * statement is parsed once, whichever pool sends it.
   */
  private static Jdbi configured(Jdbi jdbi) {
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    jdbi.getConfig(SqlStatements.class).setSqlParser(PARSER);
    return jdbi;
  }

  /** Changes the configuration of every handle that is opened from now on. */
  public <C extends JdbiConfig<C>> void configure(Class<C> type, Consumer<C> change) {
    change.accept(requestJdbi.getConfig(type));
    change.accept(engineJdbi.getConfig(type));
  }

  /** Runs statements on a connection of the request pool, each in its own transaction. */
  public <T> T with(Function<Handle, T> work) {
    return requestJdbi.withHandle(work::apply);
  }

  /** Runs statements on a connection of the request pool, in one transaction. */
  public <T> T inTransaction(Function<Handle, T> work) {
    return requestJdbi.inTransaction(work::apply);
  }

  /** As {@link #inTransaction}; a rejection rolls the transaction back. */
  @CheckReturnValue
  public <T> Result<T> tryInTransaction(Function<Handle, Result<T>> work) {
    return inTransaction(handle -> {
      Result<T> result = work.apply(handle);
      if (result instanceof Result.Rejected<T>) {
        handle.rollback();
      }
      return result;
    });
  }

  /** Runs several queries on one snapshot of the database; a single query needs only one. */
  public <T> T inSnapshot(Function<Handle, T> work) {
    return inTransaction(handle -> {
      handle.execute(ONE_SNAPSHOT);
      return work.apply(handle);
    });
  }

  /**
   * All rows of one query, in one round trip: without BEGIN and COMMIT, because one statement sees
   * one snapshot of the database. It is not part of a transaction that this thread may be in; for
   * that, {@link Select#list(Handle, Object...)}.
   */
  public <T> List<T> list(Select<T> select, Object... parameters) {
    try (Connection connection = wrapping.apply(requests.getConnection())) {
      return select.list(connection, parameters);
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    }
  }

  /** As {@link #list(Select, Object...)}, of a query that depends on what is asked. */
  public <T> List<T> list(SqlText query, Select.RowMapper<T> mapper) {
    return list(Select.of(query.text(), mapper), query.parameters());
  }

  /** The first row of {@link #list(Select, Object...)}; empty if there is none. */
  public <T> Optional<T> find(Select<T> select, Object... parameters) {
    return list(select, parameters).stream().findFirst();
  }

  /** As {@link #with}, without a result. */
  public void use(Consumer<Handle> work) {
    requestJdbi.useHandle(work::accept);
  }

  /**
   * As {@link #with}, with the settings of the engine: for workers that read rows by their keys.
   */
  public <T> T withEngineSettings(Function<Handle, T> work) {
    return engineJdbi.withHandle(work::apply);
  }

  /** As {@link #withEngineSettings}, without a result. */
  public void useEngineSettings(Consumer<Handle> work) {
    engineJdbi.useHandle(work::accept);
  }

  /** A connection of the engine's pool; the caller begins, commits and closes it. */
  public Handle openForEngine() {
    return engineJdbi.open();
  }

  /** Registers the use of both pools. */
  public void measuredBy(MeterRegistry registry) {
    MicrometerMetricsTrackerFactory trackers = new MicrometerMetricsTrackerFactory(registry);
    requests.setMetricsTrackerFactory(trackers);
    engine.setMetricsTrackerFactory(trackers);
  }

  /** Wraps each connection that is taken from a pool from now on, for example to observe it. */
  public void connectionsAs(UnaryOperator<Connection> wrapper) {
    wrapping = wrapper;
  }

  public DataSource dataSource() {
    return requests;
  }

  /** Connections outside the pools, whose statements may take as long as they need. */
  DataSource withoutTimeLimits() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(requests.getJdbcUrl());
    try {
      for (Map.Entry<Object, Object> property : requests.getDataSourceProperties().entrySet()) {
        source.setProperty(property.getKey().toString(), property.getValue().toString());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    source.setSocketTimeout(0);
    source.setApplicationName("remitflex-migration");
    return source;
  }

  /**
   * Lets the statements of this transaction take as long as they need. The pool restores the limit
   * of the connection.
   */
  public static void liftTimeLimits(Handle handle) {
    handle.execute("SET LOCAL statement_timeout = 0");
    try {
      handle.getConnection().setNetworkTimeout(Runnable::run, 0);
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    }
  }

  /** A connection outside the pools, for a thread that keeps it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(requests.getJdbcUrl(), requests.getDataSourceProperties());
  }

  @Override
  public void close() {
    engine.close();
    requests.close();
  }
}
