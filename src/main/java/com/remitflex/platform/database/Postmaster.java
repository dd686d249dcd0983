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

/** The running main process of a PostgreSQL data directory, by its file {@code postmaster.pid}. */
record Postmaster(long pid, int port, String status, Path directory) {
  private static final Path PROC = Path.of("/proc");
  private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));

  /** The running postmaster of this data directory. */
  static Optional<Postmaster> find(Path directory) {
    try {
      List<String> lines = Files.readAllLines(pidFile(directory), StandardCharsets.ISO_8859_1);
      if (lines.size() < 4) {
        return Optional.empty();
      }
      String status = lines.size() > 7 ? lines.get(7).strip() : "";
      long pid = Long.parseLong(lines.get(0).strip());
      int port = Integer.parseInt(lines.get(3).strip());
      return Optional.of(new Postmaster(pid, port, status, directory.toRealPath()))
          .filter(Postmaster::isAlive);
    } catch (IOException | NumberFormatException noneOrHalfWritten) {
      return Optional.empty();
    }
  }

  /**
   * Removes a PID file whose number now belongs to another process. PostgreSQL refuses to start
   * while any process, thread or zombie has that number, which is common after a container
   * restarts. A file with an unused number remains, so that PostgreSQL checks the shared memory
   * that it names. Only the owner of the data directory may call this, after finding no process
   * there.
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
   * The running processes of this data directory: the postmaster, its sessions, and tools that a
   * killed RemitFlex left running; initdb could still write and even clean up. Empty on systems
   * without /proc.
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

  boolean isStopping() {
    return status.equals("stopping");
  }

  /** Whether it had completed its recovery when its file was read. */
  boolean isReady() {
    return status.equals("ready");
  }

  boolean isAlive() {
    return runsPostgres(pid) && mayWorkIn(pid, directory);
  }

  /** Requests a shutdown that ends open sessions; destroy() of Java would wait for them. */
  void stopFast() {
    signal("INT");
  }

  /** Requests a shutdown without a checkpoint; the next start recovers from the log. */
  void stopImmediately() {
    signal("QUIT");
  }

  /** Reloads the configuration, including {@code pg_hba.conf}. */
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
   * The program of a running process, or an empty text. Zombies count as dead, although
   * ProcessHandle.isAlive() returns true: in a container whose first process is this JVM, an orphan
   * remains a zombie.
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
   * Whether a process may belong to the directory: every PostgreSQL process has its data directory
   * as its working directory. If that cannot be read, the process counts as the postmaster, because
   * failing is better than starting a second one.
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
