package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Access to the embedded PostgreSQL: only for the role {@code remitflex}, which is not a superuser,
 * from this machine, with the password in {@code DATA_DIR/pgpass}. The superuser cannot connect; it
 * works only in single-user mode, which requires ownership of the data directory.
 */
final class PostgresAccess {
  static final String ROLE = "remitflex";
  static final String SUPERUSER = "postgres";
  static final String DATABASE = "remitflex";

  /** Every other connection, including replication, matches no line and is rejected. */
  private static final String HBA =
      """
      # RemitFlex writes this file at each start; changes are lost.
      # There is one way in: from this machine, with a password. The password of the role remitflex
      # is in the file pgpass of the data directory; it is random, so that one iteration of SCRAM is
      # enough. The role may make backups.
      host  all  all  127.0.0.1/32  scram-sha-256
      """;

  /** The outcome of trying to connect. */
  enum Probe {
    READY,
    NOT_YET,
    /** It runs, but rejects the role or its password. */
    LOCKED_OUT
  }

  private static final int ITERATIONS = 1;

  private final Path hba;
  private final String password;

  private PostgresAccess(Path hba, String password) {
    this.hba = hba;
    this.password = password;
  }

  /** The access to the PostgreSQL of this directory; generates the password if there is none. */
  static PostgresAccess of(DataDirectory data) {
    return new PostgresAccess(
        data.postgres().resolve("pg_hba.conf"), new PasswordFile(data.path()).requireOwn(ROLE));
  }

  String password() {
    return password;
  }

  static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + ROLE;
  }

  /** Whether the configuration allows no other access. */
  boolean isClosed() throws IOException {
    return Files.exists(hba) && Files.readString(hba).equals(HBA);
  }

  /** Closes all other access, from the next start or reload. */
  void close() throws IOException {
    PasswordFile.writePrivate(hba, HBA);
  }

  Connection connect(Postmaster postmaster, String database) throws SQLException {
    return connect(postmaster.port(), database, ROLE, password);
  }

  static Connection connect(int port, String database, String role, String password)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "5");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }

  /** Tries to connect, and checks that it is the PostgreSQL of this directory. */
  Probe probe(Postmaster postmaster, String database) {
    return probe(postmaster, database, ROLE, password);
  }

  static Probe probe(Postmaster postmaster, String database, String role, String password) {
    try (Connection connection = connect(postmaster.port(), database, role, password)) {
      return Path.of(show(connection, "data_directory")).toRealPath().equals(postmaster.directory())
          ? Probe.READY
          : Probe.NOT_YET;
    } catch (SQLException e) {
      // 28: invalid authorization; 42501: the role may not read the data directory's path.
      String state = String.valueOf(e.getSQLState());
      return state.startsWith("28") || state.equals("42501") ? Probe.LOCKED_OUT : Probe.NOT_YET;
    } catch (IOException notYet) {
      return Probe.NOT_YET;
    }
  }

  static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("show " + setting)) {
      result.next();
      return result.getString(1);
    }
  }

  /**
   * The statements that a superuser runs in the database {@code postgres} to create the role with
   * its password and its permissions, and to disable sign-in as superuser. Each is one line, and
   * can be repeated. Files of an earlier version get new permissions when {@link #HBA} has changed.
   */
  List<String> roleStatements() {
    return List.of(
        // A password of 256 random bits cannot be guessed; thousands of iterations would only cost
        // time with each connection.
        "SET scram_iterations = " + ITERATIONS,
        ("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%s')"
                + " THEN CREATE ROLE %s; END IF; END $$")
            .formatted(ROLE, ROLE),
        ("ALTER ROLE %s LOGIN NOSUPERUSER NOCREATEROLE CREATEDB NOREPLICATION NOBYPASSRLS"
                + " PASSWORD '%s'")
            .formatted(ROLE, password),
        // To verify the data directory, and to make a checkpoint before a backup.
        "GRANT pg_read_all_settings, pg_checkpoint TO " + ROLE,
        // Only in this database, and without the right to read files: a backup copies them itself.
        "GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean), pg_backup_stop(boolean),"
            + " pg_switch_wal(), pg_create_restore_point(text) TO "
            + ROLE,
        // A slot requires REPLICATION, which would allow more than to keep the WAL of a backup.
        "CREATE OR REPLACE FUNCTION public.remitflex_keep_wal() RETURNS name LANGUAGE sql"
            + " SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT slot_name FROM"
            + " pg_create_physical_replication_slot('remitflex_backup', true, true) $$",
        "REVOKE EXECUTE ON FUNCTION public.remitflex_keep_wal() FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION public.remitflex_keep_wal() TO " + ROLE,
        ("DO $$ BEGIN IF EXISTS (SELECT FROM pg_database WHERE datname = '%s')"
                + " THEN ALTER DATABASE %s OWNER TO %s; END IF; END $$")
            .formatted(DATABASE, DATABASE, ROLE),
        "ALTER ROLE " + SUPERUSER + " NOLOGIN PASSWORD NULL");
  }

  /**
   * The statements that a superuser runs in the platform's database to make the role the owner of
   * everything. A column's own sequence and a table's row type follow their table.
   */
  static List<String> ownerStatements() {
    List<String> statements = new ArrayList<>();
    statements.add(
        changeOwner(
            "SELECT quote_ident(nspname) AS what FROM pg_namespace"
                + " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND nspowner = 10",
            "SCHEMA"));
    statements.add(
        changeOwner(
            "SELECT c.oid::regclass::text AS what FROM pg_class c"
                + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relowner = 10 AND"
                + inOwnSchema("c.relnamespace")
                + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE c.relkind = 'S'"
                + " AND d.classid = 'pg_class'::regclass AND d.objid = c.oid"
                + " AND d.deptype IN ('a', 'i'))",
            "TABLE"));
    statements.add(
        changeOwner(
            "SELECT p.oid::regprocedure::text AS what FROM pg_proc p WHERE p.proowner = 10 AND"
                + inOwnSchema("p.pronamespace")
                + " AND p.prokind IN ('f', 'p')",
            "ROUTINE"));
    statements.add(
        changeOwner(
            "SELECT t.oid::regtype::text AS what FROM pg_type t LEFT JOIN pg_class c"
                + " ON c.oid = t.typrelid WHERE t.typowner = 10 AND"
                + inOwnSchema("t.typnamespace")
                + " AND (t.typtype IN ('e', 'd') OR c.relkind = 'c')",
            "TYPE"));
    return statements;
  }

  private static String inOwnSchema(String column) {
    return " "
        + column
        + " IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_'"
        + " AND nspname <> 'information_schema')";
  }

  private static String changeOwner(String query, String kind) {
    return "DO $$ DECLARE o record; BEGIN FOR o IN "
        + query
        + " LOOP EXECUTE 'ALTER "
        + kind
        + " ' || o.what || ' OWNER TO "
        + ROLE
        + "'; END LOOP; END $$";
  }
}
