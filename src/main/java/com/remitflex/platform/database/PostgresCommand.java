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
  private static final Duration START_LIMIT = Duration.ofSeconds(3);

  private static final long MAX_LOG_BYTES = 32L << 20;
  private static final Pattern FAILURE_LINE =
      Pattern.compile(
          "(?!.*FATAL: +the database system is)"
              + ".*(?:FATAL|PANIC|ERROR|initdb: error|pg_ctl: could not): .*");

  /** Uses the collation of PostgreSQL itself, so that a new libc cannot break an index. */
  private static final Map<String, String> LOCALE =
      Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

  /** Overrides zonky's options for initdb, which would trust every user; the last option counts. */
  private static final Map<String, String> NO_TRUST =
      Map.of("auth-host", "scram-sha-256", "auth-local", "scram-sha-256");

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          // Overrides zonky's -F, which disables fsync.
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("listen_addresses", "127.0.0.1"),
          // No socket file: its path is limited to 107 bytes, and /tmp is cleaned.
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
          // Sessions of a killed server release their locks soon.
          Map.entry("client_connection_check_interval", "5s"),
          // Statements and row details contain names and account numbers.
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

  /** Prepares a start command, and notes where its lines in the log begin. */
  static PostgresCommand prepare(DataDirectory data, PostgresBinaries binaries) throws IOException {
    requireRightUser();
    Path log = data.log();
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return new PostgresCommand(data, binaries, Files.size(log));
  }

  /**
   * Creates missing files and runs the start command; the caller checks whether it succeeded.
   *
   * @param superuserPassword password of the superuser of new files; it is on disk only until they
   *     are created
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
    // zonky keeps this lock if a start fails; RemitFlex has its own.
    Files.deleteIfExists(data.postgres().resolve("epg-lock"));
    // A file instead of a pipe, because PostgreSQL outlives a killed JVM.
    Redirect log = Redirect.appendTo(data.log().toFile());
    var builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(binaries.directory().toFile())
            .setDataDirectory(data.postgres())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setPGStartupWait(START_LIMIT)
            .setOutputRedirector(log)
            .setErrorRedirector(log);
    LOCALE.forEach(builder::setLocaleConfig);
    NO_TRUST.forEach(builder::setLocaleConfig);
    builder.setLocaleConfig("pwfile", superuserPassword.toString());
    SETTINGS.forEach(builder::setServerConfig);
    try {
      // The result is not used: its close() does not support an adopted server.
      builder.start();
    } catch (IOException notReadyYet) {
      LOG.debug("PostgreSQL is not ready yet", notReadyYet);
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
    Process process =
        new ProcessBuilder(singleUserCommand(database))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.appendTo(data.log().toFile()))
            .start();
    send(statements, process);
    try {
      if (process.waitFor() != 0) {
        throw new DatabaseStartException(
            "Cannot prepare the roles of the database ("
                + failure()
                + "). PostgreSQL's log is "
                + data.log()
                + ".");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("Interrupted while preparing PostgreSQL's roles.", e);
    }
  }

  private List<String> singleUserCommand(String database) throws IOException {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(newestPostgres().toString(), "--single"));
    command.addAll(List.of("-D", data.postgres().toString()));
    command.addAll(List.of("-c", "exit_on_error=on"));
    command.addAll(List.of("-c", "log_min_error_statement=panic"));
    command.add(database);
    return command;
  }

  private Path newestPostgres() throws IOException {
    try (Stream<Path> versions = Files.list(binaries.directory())) {
      return versions
          .filter(one -> Files.isExecutable(one.resolve("bin/postgres")))
          .max(Comparator.comparing(PostgresCommand::readyAt))
          .orElseThrow(() -> new IOException("no bin/postgres in " + binaries.directory()))
          .resolve("bin/postgres");
    }
  }

  private static void send(List<String> statements, Process process) {
    try (BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String statement : statements) {
        input.write(statement);
        input.newLine();
      }
    } catch (IOException endedEarly) {
      LOG.debug("single-user mode ended early", endedEarly);
    }
  }

  private static FileTime readyAt(Path version) {
    try {
      return Files.getLastModifiedTime(version.resolve(".exists"));
    } catch (IOException unknown) {
      return FileTime.fromMillis(0);
    }
  }

  /** PostgreSQL refuses to run as root; zonky avoids that with a user namespace, if allowed. */
  private static void requireRightUser() {
    if (System.getProperty("user.name").equals("root") && !LinuxUtils.isUnshareAvailable()) {
      throw new DatabaseStartException(
          "PostgreSQL cannot run as root, because user namespaces are disabled. Run RemitFlex as"
              + " another user, or set REMITFLEX_DATABASE_URL to your own PostgreSQL.");
    }
  }

  /** The reason why PostgreSQL did not start, from its log. */
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
