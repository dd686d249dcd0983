package com.remitflex.platform.database;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start of PostgreSQL through zonky, with our settings and our log file. */
final class PostgresCommand {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCommand.class);

  /** zonky does not see that its start command failed; the caller looks after this long. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  private static final long LOG_LIMIT_BYTES = 32L << 20;
  private static final Pattern FAILURE_LINE =
      Pattern.compile(
          "(?!.*FATAL: +the database system is)"
              + ".*(?:FATAL|PANIC|ERROR|initdb: error|pg_ctl: could not): .*");

  /** The rules of sorting come with PostgreSQL, so that a new libc cannot break an index. */
  private static final Map<String, String> LOCALE =
      Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

  /** For initdb, which takes the last of several: zonky asks it to trust everybody. */
  private static final Map<String, String> NO_TRUST =
      Map.of("auth-host", "scram-sha-256", "auth-local", "scram-sha-256");

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          // After zonky's -F, which turns fsync off.
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("listen_addresses", "127.0.0.1"),
          // No socket file: its path may hold 107 bytes only, and /tmp gets cleaned.
          Map.entry("unix_socket_directories", ""),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("max_connections", "200"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("work_mem", "8MB"),
          Map.entry("maintenance_work_mem", "128MB"),
          Map.entry("random_page_cost", "1.1"),
          Map.entry("jit", "off"),
          Map.entry("wal_compression", "on"),
          Map.entry("min_wal_size", "256MB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("checkpoint_timeout", "10min"),
          // Sessions of a killed server let go of their locks soon.
          Map.entry("client_connection_check_interval", "5s"),
          // Statements and row details hold names and account numbers.
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_checkpoints", "off"));

  private final DataDirectory data;
  private final PostgresBinaries binaries;
  private final long logStart;

  private PostgresCommand(DataDirectory data, PostgresBinaries binaries, long logStart) {
    this.data = data;
    this.binaries = binaries;
    this.logStart = logStart;
  }

  /** A start command whose lines in the log begin here. */
  static PostgresCommand prepare(DataDirectory data, PostgresBinaries binaries) throws IOException {
    requireRightUser();
    Path log = data.log();
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
      Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return new PostgresCommand(data, binaries, Files.size(log));
  }

  /**
   * Makes the files when missing, and gives the start command; whether it worked, the caller looks.
   *
   * @param superuserPassword of the superuser of new files; it is on the disk only until they are
   *     made
   */
  void start(int port, String superuserPassword) throws IOException {
    Path secret = data.path().resolve("postgres.first");
    PasswordFile.writePrivate(secret, superuserPassword + "\n");
    try {
      start(port, secret);
    } finally {
      Files.deleteIfExists(secret);
    }
  }

  private void start(int port, Path superuserPassword) throws IOException {
    // zonky never lets go of this lock when a start fails; ours is the one that counts.
    Files.deleteIfExists(data.postgres().resolve("epg-lock"));
    // A file and not a pipe: PostgreSQL outlives a killed JVM.
    Redirect log = Redirect.appendTo(data.log().toFile());
    var builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(binaries.directory().toFile())
            .setDataDirectory(data.postgres())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setPGStartupWait(FIRST_LOOK)
            .setOutputRedirector(log)
            .setErrorRedirector(log);
    LOCALE.forEach(builder::setLocaleConfig);
    NO_TRUST.forEach(builder::setLocaleConfig);
    builder.setLocaleConfig("pwfile", superuserPassword.toString());
    SETTINGS.forEach(builder::setServerConfig);
    try {
      // Not kept: its close() knows no adopted server and gives up after five seconds.
      builder.start();
    } catch (IOException notReadyYet) {
      LOG.debug("PostgreSQL takes its time", notReadyYet);
    } catch (RuntimeException | ExceptionInInitializerError e) {
      throw new DatabaseStartException(
          "cannot create the database files (" + failure() + "); PostgreSQL's log is " + data.log(),
          e);
    } finally {
      binaries.makePrivate();
    }
  }

  /**
   * Runs statements as superuser in single-user mode, while no PostgreSQL runs on the files: it
   * takes no password, only the right to the data directory.
   *
   * @param statements one line each
   * @throws DatabaseStartException if one fails; those before it have taken effect
   */
  void runAlone(String database, List<String> statements) throws IOException {
    Path version;
    try (Stream<Path> versions = Files.list(binaries.directory())) {
      version =
          versions
              .filter(one -> Files.isExecutable(one.resolve("bin/postgres")))
              .max(Comparator.comparing(PostgresCommand::readyAt))
              .orElseThrow(() -> new IOException("no bin/postgres in " + binaries.directory()));
    }
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(
            version.resolve("bin/postgres").toString(),
            "--single",
            "-D",
            data.postgres().toString(),
            "-c",
            "exit_on_error=on",
            "-c",
            "log_min_error_statement=panic",
            database));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.appendTo(data.log().toFile()))
            .start();
    try (BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String statement : statements) {
        input.write(statement);
        input.newLine();
      }
    } catch (IOException endedEarly) {
      LOG.debug("single-user mode ended early", endedEarly);
    }
    try {
      if (process.waitFor() != 0) {
        throw new DatabaseStartException(
            "cannot prepare the roles of the database ("
                + failure()
                + "); PostgreSQL's log is "
                + data.log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("interrupted while PostgreSQL's roles were prepared", e);
    }
  }

  private static FileTime readyAt(Path version) {
    try {
      return Files.getLastModifiedTime(version.resolve(".exists"));
    } catch (IOException unknown) {
      return FileTime.fromMillis(0);
    }
  }

  /** PostgreSQL refuses to run as root; zonky hides that in a user namespace, where it may. */
  private static void requireRightUser() {
    if (System.getProperty("user.name").equals("root") && !LinuxUtils.isUnshareAvailable()) {
      throw new DatabaseStartException(
          "PostgreSQL does not run as root where user namespaces are forbidden; run RemitFlex as"
              + " another user, or set REMITFLEX_DATABASE_URL to a PostgreSQL of your own");
    }
  }

  /** Why PostgreSQL did not start, in the words of its log. */
  String failure() throws IOException {
    try (SeekableByteChannel log = Files.newByteChannel(data.log())) {
      log.position(logStart);
      byte[] text = Channels.newInputStream(log).readNBytes(1 << 20);
      return new String(text, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> FAILURE_LINE.matcher(line).matches())
          .reduce((_, last) -> last)
          .orElse("it gave no reason");
    }
  }
}
