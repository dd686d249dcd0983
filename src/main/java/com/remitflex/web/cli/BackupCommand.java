package com.remitflex.web.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `backup`: backs up the embedded PostgreSQL while it runs. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Back up the embedded PostgreSQL and the secrets, also while the platform runs.",
      "Each backup is a new directory in DIR; nothing in DIR is replaced. The secrets are encrypted"
          + " with REMITFLEX_BACKUP_PASSPHRASE.",
      "Exit status 0: the backup is complete; 1: nothing was added to DIR."
    })
public final class BackupCommand implements Callable<Integer> {
  /**
   * What to back up.
   *
   * @param directory where the backup is added
   */
  public record Request(Path directory, boolean withoutSecrets) {}

  private final ToIntFunction<Request> job;

  @Parameters(
      paramLabel = "DIR",
      description = "Directory of the backups, on another disk than the data. Created if missing.")
  private Path directory = Path.of("");

  @Option(
      names = "--without-secrets",
      description = "Leave the secrets out. Without the pepper, the backup cannot be restored.")
  private boolean withoutSecrets;

  /**
   * The command.
   *
   * @param job makes the backup and returns the exit status
   */
  public BackupCommand(ToIntFunction<Request> job) {
    this.job = job;
  }

  @Override
  public Integer call() {
    return job.applyAsInt(new Request(directory, withoutSecrets));
  }
}
