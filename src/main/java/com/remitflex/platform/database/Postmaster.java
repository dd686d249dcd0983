package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The living main process of a PostgreSQL data directory, as its {@code postmaster.pid} names it.
 */
record Postmaster(long pid, int port, boolean stopping, Path directory) {
  private static final Path PROC = Path.of("/proc");
  private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));

  /** The postmaster of this data directory, when one lives. */
  static Optional<Postmaster> find(Path directory) {
    try {
      List<String> lines = Files.readAllLines(pidFile(directory), StandardCharsets.ISO_8859_1);
      if (lines.size() < 4) {
        return Optional.empty();
      }
      boolean stopping = lines.size() > 7 && lines.get(7).strip().equals("stopping");
      long pid = Long.parseLong(lines.get(0).strip());
      int port = Integer.parseInt(lines.get(3).strip());
      return Optional.of(new Postmaster(pid, port, stopping, directory.toRealPath()))
          .filter(Postmaster::isAlive);
    } catch (IOException | NumberFormatException noneOrHalfWritten) {
      return Optional.empty();
    }
  }

  /**
   * Removes a pid file whose number now belongs to something else: PostgreSQL would refuse to start
   * while any process, thread or zombie has it, which is common after a container restarts. A
   * number nobody has stays, for PostgreSQL to check the shared memory named beside it. Only the
   * owner of the data directory may call this, after it saw no process there.
   */
  static void removeMisleadingPidFile(Path directory) throws IOException {
    Path file = pidFile(directory);
    if (!Files.exists(file) || find(directory).isPresent()) {
      return;
    }
    String number =
        Files.readString(file, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    boolean readable = number.matches("[0-9]{1,18}");
    if (!readable || ProcessHandle.of(Long.parseLong(number)).isPresent()) {
      Files.delete(file);
    }
  }

  /**
   * Living processes of this data directory: postmaster, sessions, and the tools that a killed
   * RemitFlex left at work on it, of which initdb would still write and even clean up. Empty where
   * there is no /proc.
   */
  static List<Long> processesIn(Path directory) throws IOException {
    List<Long> pids = new ArrayList<>();
    if (HAS_PROC) {
      Path real = directory.toRealPath();
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
        for (Path process : processes) {
          long pid = Long.parseLong(process.getFileName().toString());
          boolean belongs =
              switch (program(pid)) {
                case "postgres" -> worksIn(pid, real);
                case "initdb", "pg_ctl" -> isGiven(pid, real);
                default -> false;
              };
          if (belongs) {
            pids.add(pid);
          }
        }
      }
    }
    return pids;
  }

  boolean isAlive() {
    return runsPostgres(pid) && mayWorkIn(pid, directory);
  }

  /** Asks for a shutdown that ends open sessions; Java's own destroy() would wait for them. */
  void stopFast() {
    signal("INT");
  }

  /** Asks for a shutdown without a checkpoint; the next start recovers from the log. */
  void stopAtOnce() {
    signal("QUIT");
  }

  /** Makes it read its files again, of which {@code pg_hba.conf} says who may connect. */
  void reload() {
    signal("HUP");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new IllegalStateException("cannot signal PostgreSQL (process " + pid + ")", e);
    }
  }

  private static Path pidFile(Path directory) {
    return directory.resolve("postmaster.pid");
  }

  private static boolean runsPostgres(long pid) {
    if (HAS_PROC) {
      return program(pid).equals("postgres");
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .filter(command -> command.endsWith("postgres"))
        .isPresent();
  }

  /**
   * The program a living process runs, else an empty text. A zombie is dead, though
   * ProcessHandle.isAlive() says otherwise: an orphan stays one for ever in a container whose first
   * process is our JVM.
   */
  private static String program(long pid) {
    try {
      String line = Files.readString(proc(pid, "stat"), StandardCharsets.ISO_8859_1);
      int nameEnd = line.lastIndexOf(')');
      char state = line.charAt(nameEnd + 2);
      return state == 'Z' || state == 'X' ? "" : line.substring(line.indexOf('(') + 1, nameEnd);
    } catch (IOException gone) {
      return "";
    }
  }

  private static boolean isGiven(long pid, Path directory) {
    try {
      String arguments = Files.readString(proc(pid, "cmdline"), Charset.defaultCharset());
      return List.of(arguments.split("\0")).contains(directory.toString());
    } catch (IOException gone) {
      return false;
    }
  }

  /**
   * Every PostgreSQL process works in its data directory, so a reused number is told apart. One
   * that may not be looked at counts as the postmaster: better to fail than to start a second one.
   */
  private static boolean mayWorkIn(long pid, Path directory) {
    try {
      return !HAS_PROC || workingDirectory(pid).equals(directory);
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException hidden) {
      return true;
    }
  }

  private static boolean worksIn(long pid, Path directory) {
    try {
      return workingDirectory(pid).equals(directory);
    } catch (IOException goneOrHidden) {
      return false;
    }
  }

  private static Path workingDirectory(long pid) throws IOException {
    return Files.readSymbolicLink(proc(pid, "cwd"));
  }

  private static Path proc(long pid, String file) {
    return PROC.resolve(Long.toString(pid)).resolve(file);
  }
}
