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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One start of PostgreSQL, with our settings and our log file. */
final class PostgresCommand {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresCommand.class);

  /** How long pg_ctl waits; a recovery that takes longer goes on, and the caller waits for it. */
  private static final Duration START_LIMIT = Duration.ofSeconds(3);

  private static final long MAX_LOG_BYTES = 32L << 20;
  private static final Pattern FAILURE_LINE =
      Pattern.compile(
          "(?!.*FATAL: +the database system is)"
              + ".*(?:FATAL|PANIC|ERROR|initdb: error|pg_ctl: could not): .*");

  /** Uses the collation of PostgreSQL itself, so that a new libc cannot break an index. */
  private static final List<String> LOCALE =
      List.of(
          "--encoding=UTF-8",
          "--locale=C",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8");

  private static final List<String> AUTHENTICATION =
      List.of("--auth-host=scram-sha-256", "--auth-local=scram-sha-256");

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("listen_addresses", "127.0.0.1"),
          // No socket file: its path is limited to 107 bytes, and /tmp is cleaned.
          Map.entry("unix_socket_directories", ""),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          // A node uses about 29 at most. Tests run a dozen of them at the same time.
          Map.entry("max_connections", "500"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("work_mem", "8MB"),
          Map.entry("maintenance_work_mem", "128MB"),
          Map.entry("random_page_cost", "1.1"),
          Map.entry("jit", "off"),
          Map.entry("wal_buffers", "16MB"),
          Map.entry("min_wal_size", "1GB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("checkpoint_timeout", "10min"),
          // Sessions of a killed server release their locks soon.
          Map.entry("client_connection_check_interval", "5s"),
          // Statements and row details contain names and account numbers.
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_checkpoints", "off"));

  /**
   * The archive of WAL files, by PostgreSQL's own library: it forces each file to the disk and
   * never replaces one. The settings are read when PostgreSQL starts.
   *
   * @param directory where it is; empty without an archive
   */
  record Archive(Optional<Path> directory) {
    /** How much is lost at most if the data directory is lost. */
    private static final String TIMEOUT_SECONDS = "60";

    Map<String, String> settings() {
      Map<String, String> settings = new LinkedHashMap<>();
      directory.ifPresent(path -> {
        settings.put("archive_mode", "on");
        settings.put("archive_library", "basic_archive");
        settings.put("archive_timeout", TIMEOUT_SECONDS);
        settings.put("basic_archive.archive_directory", path.toString());
      });
      return settings;
    }

    /** Whether a PostgreSQL that runs on these files was started with this archive. */
    boolean isSet(Path postgres) throws IOException {
      Path file = postgres.resolve(SETTINGS_FILE);
      return Files.exists(file) && Files.readString(file).equals(text(settings()));
    }
  }

  /** The settings that may differ from start to start; PostgreSQL writes nothing there itself. */
  static final String SETTINGS_FILE = "postgresql.auto.conf";

  /** Settings in the format of a configuration file. */
  static String text(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(one -> one.getKey() + " = '" + one.getValue().replace("'", "''") + "'\n")
        .collect(Collectors.joining());
  }

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
   * @param settings in addition to those of every start
   */
  void start(int port, String superuserPassword, Map<String, String> settings) throws IOException {
    if (!Files.exists(data.postgres().resolve("postgresql.conf"))) {
      createFiles(superuserPassword);
    }
    PasswordFile.writePrivate(data.postgres().resolve(SETTINGS_FILE), text(settings));
    int status =
        run(
            "pg_ctl",
            List.of(
                "-D",
                data.postgres().toString(),
                "-o",
                options(port),
                "-t",
                Long.toString(START_LIMIT.toSeconds()),
                "-w",
                "start"));
    LOG.debug("pg_ctl ended with status {}", status);
  }

  private void createFiles(String superuserPassword) throws IOException {
    Path secret = data.path().resolve("postgres.first");
    PasswordFile.writePrivate(secret, superuserPassword + "\n");
    try {
      List<String> options = new ArrayList<>(LOCALE);
      options.addAll(AUTHENTICATION);
      options.add("--username=" + PostgresAccess.SUPERUSER);
      options.add("--pwfile=" + secret);
      // As a word of its own, by which an initdb is found that outlived a killed process.
      options.addAll(List.of("-D", data.postgres().toString()));
      if (run("initdb", options) != 0) {
        throw new DatabaseStartException(
            "cannot create the database files ("
                + failure()
                + "); PostgreSQL's log is "
                + data.log());
      }
    } finally {
      Files.deleteIfExists(secret);
    }
  }

  /** The options of the server, in the shell's words, in which no setting needs quotes. */
  private static String options(int port) {
    return SETTINGS.entrySet().stream()
        .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(" ", "-p " + port + " ", ""));
  }

  /** Runs a program to its end; it writes to a file, because PostgreSQL outlives a killed JVM. */
  private int run(String program, List<String> arguments) throws IOException {
    List<String> command = command(program);
    command.addAll(arguments);
    return await(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(data.log().toFile()))
            .start());
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
    if (await(process) != 0) {
      throw new DatabaseStartException(
          "Cannot prepare the roles of the database ("
              + failure()
              + "). PostgreSQL's log is "
              + data.log()
              + ".");
    }
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("Interrupted while starting PostgreSQL.", e);
    }
  }

  private List<String> singleUserCommand(String database) {
    List<String> command = command("postgres");
    command.add("--single");
    command.addAll(List.of("-D", data.postgres().toString()));
    command.addAll(List.of("-c", "exit_on_error=on"));
    command.addAll(List.of("-c", "log_min_error_statement=panic"));
    command.add(database);
    return command;
  }

  /** PostgreSQL refuses to run as root; in a user namespace, it sees another user. */
  private List<String> command(String program) {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.program(program).toString());
    return command;
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

  /** As root, PostgreSQL runs only in a user namespace, if those are allowed. */
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
