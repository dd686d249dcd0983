package com.remitflex.web.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `restore`: restores a backup, or proves that it can be restored. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Restore the newest backup in DIR into an empty data directory, with all archived WAL; or the"
          + " one backup that DIR names.",
      "All sessions of the Dashboard end. Then start the platform with ./remitflex up.",
      "Exit status 0: restored, or verified without a difference; 1: the data directory is as it"
          + " was, or the output lists the differences."
    })
public final class RestoreCommand implements Callable<Integer> {
  /**
   * What to restore.
   *
   * @param directory of the backups, or one backup
   * @param to the time whose state is restored
   * @param timeline which of several histories in the archive
   * @param isVerification whether to restore a temporary copy only, and compare it
   * @param scratch directory of the temporary copy
   */
  public record Request(
      Path directory,
      Optional<Instant> to,
      Optional<Integer> timeline,
      boolean isVerification,
      Path scratch) {}

  private final ToIntFunction<Request> job;

  @Parameters(paramLabel = "DIR", description = "Directory of ./remitflex backup.")
  private Path directory = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description =
          "Restore the state at this time, for example 2027-01-31T00:00:00Z. Requires the WAL"
              + " archive of REMITFLEX_BACKUP_DIR.")
  private Optional<Instant> to = Optional.empty();

  @Option(
      names = "--timeline",
      paramLabel = "NUMBER",
      description =
          "Which history of the archive to follow, if a restore since the backup began another.")
  private Optional<Integer> timeline = Optional.empty();

  @Option(
      names = "--verify",
      description =
          "Change nothing: restore a temporary copy on another port, check it as doctor does, and"
              + " compare its row counts with those of the backup.")
  private boolean verify;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "Where --verify makes its copy (default: ${DEFAULT-VALUE}).")
  private Path scratch = Path.of("");

  /**
   * The command.
   *
   * @param job restores and returns the exit status
   */
  public RestoreCommand(ToIntFunction<Request> job) {
    this.job = job;
  }

  @Override
  public Integer call() {
    return job.applyAsInt(new Request(directory, to, timeline, verify, scratch));
  }
}
