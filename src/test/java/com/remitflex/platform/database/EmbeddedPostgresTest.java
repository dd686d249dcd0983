package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.remitflex.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class EmbeddedPostgresTest {
  private static final String REPLICATION =
      "&replication=database&assumeMinServerVersion=9.4&preferQueryMode=simple";

  private final List<String> progress = new ArrayList<>();
  private Path dataDir;

  @BeforeEach
  void chooseDirectory(@TempDir Path temporary) {
    dataDir = temporary.resolve("a path with spaces");
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    try {
      Await.until(
          "no PostgreSQL process is left behind",
          Duration.ofSeconds(20),
          this::processes,
          List::isEmpty);
    } finally {
      killAll(processes());
    }
  }

  @Test
  void freshStartIsDurableAndPrivate() throws Exception {
    assertThat(EmbeddedPostgres.running(dataDir)).isEmpty();
    assertThat(dataDir).doesNotExist();

    try (EmbeddedPostgres postgres = start()) {
      assertThat(postgres.jdbcUrl())
          .matches("jdbc:postgresql://127\\.0\\.0\\.1:\\d+/remitflex\\?user=remitflex");
      assertThat(EmbeddedPostgres.running(dataDir)).contains(postgres.address());
      assertThat(query(TestPostgres.url(postgres), "show fsync")).isEqualTo("on");
      assertThat(query(TestPostgres.url(postgres), "show synchronous_commit")).isEqualTo("on");
      assertThat(query(TestPostgres.url(postgres), "show server_version")).startsWith("18");
      onlyTheRoleWithItsPasswordGetsIn(postgres);
      theRoleIsNoSuperuser(TestPostgres.url(postgres));
      assertThat(Files.getPosixFilePermissions(dataDir.resolve("postgres")))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThat(progress).contains("Creating the database files ...");
    }

    assertThat(EmbeddedPostgres.running(dataDir)).isEmpty();
  }

  private void onlyTheRoleWithItsPasswordGetsIn(EmbeddedPostgres postgres) throws IOException {
    assertThat(Files.getPosixFilePermissions(dataDir.resolve("pgpass")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(dataDir.resolve("postgres/pg_hba.conf")).lines())
        .filteredOn(line -> !line.startsWith("#"))
        .containsExactly("host  all  all  127.0.0.1/32  scram-sha-256");
    String password = postgres.address().password().orElseThrow();
    String base = postgres.jdbcUrl().replaceFirst("\\?.*", "");
    String server = base.replaceFirst("[^/]+$", "");
    for (String refused :
        List.of(
            base + "?user=remitflex",
            base + "?user=remitflex&password=wrong",
            base + "?user=postgres",
            base + "?user=postgres&password=postgres",
            base + "?user=postgres&password=" + password,
            base + "?user=nobody&password=" + password,
            server + "postgres?user=postgres",
            server + "template1?user=postgres",
            base + "?user=postgres" + REPLICATION,
            base + "?user=remitflex&password=" + password + REPLICATION)) {
      assertThatExceptionOfType(SQLException.class)
          .as(refused.replace(password, "..."))
          .isThrownBy(() -> query(refused, "select 1"));
    }
  }

  private static void theRoleIsNoSuperuser(String url) {
    for (String refused :
        List.of(
            "copy (select 1) to program 'true'",
            "create temp table got (line text); copy got from program 'id'",
            "select pg_read_file('/etc/passwd')",
            "select pg_ls_dir('.')",
            "select lo_import('/etc/passwd')",
            "alter system set archive_command = 'true'",
            "create role thief superuser",
            "set role postgres",
            "set session authorization postgres")) {
      assertThatExceptionOfType(SQLException.class)
          .as(refused)
          .isThrownBy(() -> TestPostgres.execute(url, refused))
          .matches(e -> e.getSQLState().equals("42501"), "insufficient privilege");
    }
  }

  /** As earlier versions made them: every local user is a superuser, and owns all. */
  @Test
  void filesThatTrustEverybodyAreClosedAndKeepTheirRows() throws Exception {
    int port = startOldStyle();
    String old = "jdbc:postgresql://127.0.0.1:" + port + "/remitflex?user=postgres";
    TestPostgres.execute(old, "create schema beside");
    TestPostgres.execute(
        old,
        """
        create table kept (id bigint generated always as identity, n int) partition by range (n);
        create table kept_7 partition of kept for values from (0) to (10);
        insert into kept (n) values (7);
        create type beside.mood as enum ('fine');
        create sequence beside.numbers;
        create view beside.seen as select n from kept;
        create function beside.twice(n int) returns int language sql as 'select 2 * n'
        """);

    // The PostgreSQL of a killed process still runs, and still trusts.
    try (EmbeddedPostgres postgres = start()) {
      String url = TestPostgres.url(postgres);
      assertThat(query(url, "select n from kept")).isEqualTo("7");
      onlyTheRoleWithItsPasswordGetsIn(postgres);
      theRoleIsNoSuperuser(url);
      TestPostgres.execute(
          url, "insert into kept (n) values (8); alter table kept add column m int");
      TestPostgres.execute(
          url, "drop view beside.seen; drop function beside.twice; drop table kept");
      TestPostgres.execute(
          url, "drop type beside.mood; drop sequence beside.numbers; drop schema beside");
    }
  }

  /** Killed between any two steps of the conversion, the next start does the rest. */
  @Test
  void filesThatAreHalfClosedAreClosed() throws Exception {
    EmbeddedPostgres first = start();
    TestPostgres.execute(TestPostgres.url(first), "create table kept as select 7 as n");
    first.close();
    Path hba = dataDir.resolve("postgres/pg_hba.conf");

    Files.writeString(hba, "host all all 127.0.0.1/32 trust\n");
    try (EmbeddedPostgres postgres = start()) {
      onlyTheRoleWithItsPasswordGetsIn(postgres);
    }
    // A file that was lost, or restored from elsewhere, is made again.
    Files.delete(dataDir.resolve("pgpass"));
    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(TestPostgres.url(postgres), "select n from kept")).isEqualTo("7");
      onlyTheRoleWithItsPasswordGetsIn(postgres);
    }
    Files.setPosixFilePermissions(
        dataDir.resolve("pgpass"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(this::start)
        .withMessageContaining("Other users can read")
        .withMessageContaining("chmod 600");
  }

  /** Starts PostgreSQL as earlier versions did, leaves it running and returns its port. */
  private int startOldStyle() throws Exception {
    DataDirectory.createPrivate(dataDir);
    var server =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(dataDir.resolve("programs").toFile())
            .setDataDirectory(dataDir.resolve("postgres"))
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("fsync", "on")
            .start();
    TestPostgres.execute(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres",
        "create database remitflex");
    return server.getPort();
  }

  @Test
  void restartKeepsRowsAndUrl() throws Exception {
    EmbeddedPostgres first = start();
    String url = TestPostgres.url(first);
    TestPostgres.execute(url, "create table kept as select 7 as n");
    first.close();
    first.close();
    progress.clear();

    try (EmbeddedPostgres postgres = start()) {
      assertThat(TestPostgres.url(postgres)).isEqualTo(url);
      assertThat(query(url, "select n from kept")).isEqualTo("7");
      assertThat(progress).noneMatch(line -> line.startsWith("Creating"));
    }
  }

  @Test
  void postgresOfAKilledProcessIsAdopted() throws Exception {
    Process owner = startOwner();
    String url = readUrl(owner);
    TestPostgres.execute(url, "create table kept as select 7 as n");
    long pid = postmaster().pid();
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(this::start)
        .withMessage(
            "Another RemitFlex process (pid %d) is already running on %s."
                + " Stop it, or set REMITFLEX_DATA_DIR to another directory.",
            owner.pid(), dataDir.toRealPath());

    owner.destroyForcibly();

    try (EmbeddedPostgres postgres = start()) {
      assertThat(TestPostgres.url(postgres)).isEqualTo(url);
      assertThat(postmaster().pid()).isEqualTo(pid);
      assertThat(query(url, "select n from kept")).isEqualTo("7");
      assertThat(progress).anyMatch(line -> line.startsWith("Adopting"));
    }
  }

  @Test
  void killedPostmasterComesBackOnTheSameUrl() throws Exception {
    try (EmbeddedPostgres postgres = start();
        Connection busy = DriverManager.getConnection(TestPostgres.url(postgres))) {
      TestPostgres.execute(TestPostgres.url(postgres), "create table kept as select 7 as n");
      Postmaster killed = postmaster();
      Thread computation = Thread.ofVirtual().start(() -> compute(busy));
      awaitBusySession(TestPostgres.url(postgres));

      kill(killed.pid());

      assertThat(
              queryWithin(Duration.ofSeconds(20), TestPostgres.url(postgres), "select n from kept"))
          .isEqualTo("7");
      assertThat(postmaster().pid()).isNotEqualTo(killed.pid());
      computation.join();
    }
  }

  @Test
  void killedClusterStartsAgainWhateverItsPidFileSays() throws Exception {
    Process owner = startOwner();
    String url = readUrl(owner);
    TestPostgres.execute(url, "create table kept as select 7 as n");
    owner.destroyForcibly().waitFor();
    killAll(processes());
    replacePid(ProcessHandle.current().pid());
    assertThat(EmbeddedPostgres.running(dataDir)).isEmpty();

    try (EmbeddedPostgres postgres = start()) {
      assertThat(TestPostgres.url(postgres)).isEqualTo(url);
      assertThat(query(url, "select n from kept")).isEqualTo("7");
    }
  }

  @Test
  void aKilledFirstStartIsRepeated() throws Exception {
    Process owner = startOwner();
    Await.until(
        "the first files are there",
        () -> {
          assertThat(owner.isAlive()).isTrue();
          return Files.exists(dataDir.resolve("postgres/PG_VERSION"));
        });
    owner.destroyForcibly().waitFor();

    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(TestPostgres.url(postgres), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void anInterruptedFirstStartIsRepeated() throws Exception {
    Files.createDirectories(dataDir.resolve("postgres/base"));
    Files.writeString(dataDir.resolve("postgres/postgresql.conf"), "half a f");
    Files.writeString(dataDir.resolve("postgres.unfinished"), "");

    try (EmbeddedPostgres postgres = start()) {
      assertThat(query(TestPostgres.url(postgres), "select 1")).isEqualTo("1");
      assertThat(dataDir.resolve("postgres.unfinished")).doesNotExist();
    }
  }

  @Test
  void aSecondOwnerIsRejectedAndDoesNotDisturbTheFirst() throws Exception {
    Files.createDirectories(dataDir);
    try (DataDirectory _ = DataDirectory.own(dataDir)) {
      assertThatExceptionOfType(DatabaseStartException.class)
          .isThrownBy(this::start)
          .withMessageContaining("(pid " + ProcessHandle.current().pid() + ") is already running");
      Process rival = startOwner();

      assertThat(new String(rival.getErrorStream().readAllBytes()))
          .contains("(pid " + ProcessHandle.current().pid() + ") is already running");
      assertThat(rival.waitFor()).isNotZero();
    }
  }

  @Test
  void filesOfAnotherVersionAreRejected() throws Exception {
    Files.createDirectories(dataDir.resolve("postgres"));
    Files.writeString(dataDir.resolve("postgres/PG_VERSION"), "17\n");

    refused("was created by PostgreSQL 17, but this RemitFlex runs PostgreSQL 18");
  }

  @Test
  void foreignFilesAreRejected() throws Exception {
    Files.createDirectories(dataDir.resolve("postgres"));
    Files.writeString(dataDir.resolve("postgres/letter.txt"), "dear");

    refused("is not empty, but contains no database");
  }

  @Test
  void unusableDirectoriesAreRejected() throws Exception {
    Path parent = dataDir.getParent();
    Files.writeString(parent.resolve("file"), "");

    dataDir = parent.resolve("file/inside");
    refused("cannot be created or written");
    dataDir = parent.resolve("costs $HOME");
    refused("control character, which");
    dataDir = parent.resolve("x".repeat(200) + "/" + ("y".repeat(200) + "/").repeat(4));
    refused("is longer than 800 bytes");
    dataDir = parent;
  }

  private void refused(String message) {
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(this::start)
        .withMessageContaining(message)
        .withMessageContaining("REMITFLEX_DATA_DIR");
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(dataDir, progress::add);
  }

  private Process startOwner() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Owner.class.getName(),
            dataDir.toString())
        .start();
  }

  private static String readUrl(Process owner) throws IOException {
    BufferedReader lines = owner.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("jdbc:")) {
        return line;
      }
    }
    throw new AssertionError(new String(owner.getErrorStream().readAllBytes()));
  }

  /** A process that owns a data directory until it is killed. */
  static final class Owner {
    public static void main(String[] args) throws InterruptedException {
      EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]), System.out::println);
      System.out.println(TestPostgres.url(postgres));
      Thread.sleep(Duration.ofMinutes(5));
    }
  }

  private Postmaster postmaster() {
    return Postmaster.find(dataDir.resolve("postgres")).orElseThrow();
  }

  private List<Long> processes() {
    Path directory = dataDir.resolve("postgres");
    try {
      return Files.isDirectory(directory) ? Postmaster.processesIn(directory) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private void killAll(List<Long> pids) throws Exception {
    pids.forEach(EmbeddedPostgresTest::kill);
    if (!pids.isEmpty()) {
      Await.until("the processes end", () -> processes().isEmpty());
    }
  }

  private void replacePid(long pid) throws IOException {
    Path file = dataDir.resolve("postgres/postmaster.pid");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(0, Long.toString(pid));
    Files.write(file, lines);
  }

  private static String query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static String queryWithin(Duration limit, String url, String sql) {
    return Await.until(sql, limit, () -> answer(url, sql), Optional::isPresent).orElseThrow();
  }

  /** Nothing while the database does not answer. */
  private static Optional<String> answer(String url, String sql) {
    try {
      return Optional.of(query(url, sql));
    } catch (SQLException away) {
      return Optional.empty();
    }
  }

  /** Keeps a session so busy that it does not see its postmaster die. */
  private static void compute(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select count(*) from generate_series(1, 100000000000) n, repeat('', 0)");
    } catch (SQLException killed) {
      // As it should be.
    }
  }

  private static void awaitBusySession(String url) {
    String busy =
        "select count(*) from pg_stat_activity where query like 'select count(*) from g%'";
    Await.until("a busy session", () -> !answer(url, busy).orElse("0").equals("0"));
  }
}
