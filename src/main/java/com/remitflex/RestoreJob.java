package com.remitflex;

import com.remitflex.features.accounts.deposits.addresses.AddressLog;
import com.remitflex.features.accounts.deposits.addresses.AddressReplay;
import com.remitflex.features.apikeys.journal.JournalReplay;
import com.remitflex.features.apikeys.journal.RevocationJournal;
import com.remitflex.features.corridors.rates.sources.RateSettings;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.PostgresRecovery.Target;
import com.remitflex.platform.database.backup.Backup;
import com.remitflex.platform.database.backup.BackupException;
import com.remitflex.platform.database.backup.WalArchive;
import com.remitflex.platform.secrets.SealedSecrets;
import com.remitflex.platform.secrets.SecretFiles;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.Console;
import com.remitflex.web.cli.DoctorCommand;
import com.remitflex.web.cli.RestoreCommand;
import com.remitflex.web.cli.SignerCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/** Restores a backup into the data directory, or proves it on a temporary copy. */
final class RestoreJob {
  private final Map<String, String> environment;
  private final Config config;

  RestoreJob(Map<String, String> environment) {
    this.environment = environment;
    this.config = Config.read(environment);
  }

  /** Restores or verifies, and returns the exit status. */
  int run(RestoreCommand.Request request) {
    BackupJob.requireEmbedded(config);
    Path directory = request.directory().toAbsolutePath().normalize();
    Backup backup = Backup.find(directory, request.to());
    Console.notice("Backup: " + backup.path() + ", of " + backup.info().endedAt());
    Map<String, byte[]> secrets = secrets(backup);
    try {
      return request.isVerification()
          ? verify(backup, secrets, request.scratch())
          : restore(backup, secrets, target(directory, backup, request));
    } catch (IOException e) {
      throw new BackupException(
          "The restore failed (" + e.getMessage() + "). Free disk space or check the disk.", e);
    }
  }

  /** All archived WAL after the backup, or up to a time; a single backup as it is. */
  private static Target target(Path directory, Backup backup, RestoreCommand.Request request)
      throws IOException {
    boolean isNamed = directory.equals(backup.path());
    Optional<Path> archive =
        Optional.of(WalArchive.in(isNamed ? directory.resolveSibling("") : directory))
            .filter(Files::isDirectory);
    if (archive.isEmpty() && request.to().isPresent()) {
      throw new BackupException(
          directory
              + " contains no WAL archive, so only the ends of its backups can be restored. To"
              + " archive WAL from now on, set REMITFLEX_BACKUP_DIR. Nothing was changed.");
    }
    if (archive.isEmpty() || (isNamed && request.to().isEmpty())) {
      return new Target(
          archive, Optional.of(backup.info().restorePoint()), Optional.empty(), Optional.empty());
    }
    requireOneTimeline(archive.get(), backup, request);
    return new Target(archive, Optional.empty(), request.to(), request.timeline());
  }

  /** A restore, also one on another machine, begins a timeline; only the operator knows which. */
  private static void requireOneTimeline(
      Path archive, Backup backup, RestoreCommand.Request request) throws IOException {
    List<Integer> others = WalArchive.timelinesAfter(archive, backup.timeline());
    if (!others.isEmpty() && request.timeline().isEmpty()) {
      throw new BackupException(
          "Since this backup on timeline "
              + backup.timeline()
              + ", restores have begun the timelines "
              + others
              + ", and the archive has the WAL of all of them. Name the one to restore, for example"
              + " --timeline "
              + others.getLast()
              + " for the last restore. Nothing was changed.");
    }
  }

  /** The decrypted secrets; empty if the backup has none, and those of this machine are used. */
  private Map<String, byte[]> secrets(Backup backup) {
    if (!backup.info().hasSecrets()) {
      // Fails if there is no pepper.
      SecretFiles.read(config.secretsDirectory(), config.peppers());
      return Map.of();
    }
    String passphrase =
        config
            .backups()
            .passphrase()
            .orElseThrow(() ->
                new BackupException(
                    "The secrets of this backup are encrypted. Set REMITFLEX_BACKUP_PASSPHRASE to"
                        + " the passphrase with which it was made. Nothing was changed."));
    return SealedSecrets.open(backup.secrets().orElseThrow(), passphrase)
        .orElseThrow(() ->
            new BackupException(
                "REMITFLEX_BACKUP_PASSPHRASE is not the passphrase with which this backup was made."
                    + " Nothing was changed."));
  }

  private int restore(Backup backup, Map<String, byte[]> secrets, Target target)
      throws IOException {
    config.walArchive().ifPresent(WalArchive::create);
    SecretFiles.requireNoOther(config.secretsDirectory(), secrets);
    EmbeddedPostgres postgres =
        EmbeddedPostgres.restore(
            config.dataDirectory(),
            files -> backup.copyTo(files, Console::notice),
            target,
            config.walArchive(),
            Console::notice);
    JournalReplay.Outcome keys;
    AddressReplay.Outcome addresses;
    try {
      SecretFiles.write(config.secretsDirectory(), secrets);
      try (Storage storage = Storage.restored(config, postgres)) {
        Sessions.endAll(storage.database());
        Pauses.afterRestore(storage.database(), storage.trail());
        keys = replay(storage);
        addresses = new AddressReplay(addressLog(storage)).afterRestore();
        postgres.confirmRestore();
      }
    } catch (IOException | RuntimeException e) {
      postgres.discardRestore();
      throw e;
    }
    Console.print("Restored into " + config.dataDirectory().toAbsolutePath() + ".");
    Console.print("All sessions of the Dashboard have ended. Start the platform: ./remitflex up");
    Console.print(
        "All rails are paused: payments are accepted and wait. Compare them with the chains and"
            + " banks, then run ./remitflex treasury resume --all --cause restore --reason TEXT");
    printKeys(keys);
    printAddresses(addresses);
    return 0;
  }

  private JournalReplay.Outcome replay(Storage storage) throws IOException {
    RevocationJournal journal =
        new RevocationJournal(storage.database(), storage.hasher(), config.journalDirectory());
    JournalReplay.Outcome outcome =
        new JournalReplay(journal, storage.hasher(), storage.trail()).afterRestore();
    journal.write();
    return outcome;
  }

  private void printKeys(JournalReplay.Outcome keys) {
    Console.print(
        keys.restricted()
            + " API keys were restricted again, as the revocation journal in "
            + config.journalDirectory().toAbsolutePath()
            + " says.");
    if (!keys.isComplete()) {
      Console.print(
          "The revocation journal does not contain everything since the backup, so all "
              + keys.suspended()
              + " API keys are suspended. Revoke those that were revoked since the backup"
              + " (./remitflex keys revoke ID), then confirm the others: ./remitflex keys resume"
              + " --all");
    }
  }

  private AddressLog addressLog(Storage storage) {
    return new AddressLog(storage.database(), storage.hasher(), config.journalDirectory());
  }

  private void printAddresses(AddressReplay.Outcome addresses) {
    Console.print(
        addresses.restored()
            + " deposit addresses that were created since the backup are known again, as the"
            + " address log in the same directory says.");
    if (addresses.withoutAccount() > 0) {
      Console.print(
          addresses.withoutAccount()
              + " deposit addresses belong to accounts that were created since the backup, and are"
              + " not given to others. What arrives there is credited to no one.");
    }
    if (!addresses.isComplete()) {
      Console.print(
          "The address log does not contain everything since the backup, so a million addresses"
              + " are left out. What arrives at a forgotten address is credited to no one.");
    }
  }

  private int verify(Backup backup, Map<String, byte[]> secrets, Path parent) throws IOException {
    Path scratch = Files.createTempDirectory(parent, "remitflex-verify");
    try {
      Path secretsDirectory =
          secrets.isEmpty() ? config.secretsDirectory() : scratch.resolve("secrets");
      Config copy = Config.read(settings(scratch.resolve("data"), secretsDirectory, secrets));
      EmbeddedPostgres postgres =
          EmbeddedPostgres.restore(
              copy.dataDirectory(),
              files -> backup.copyTo(files, Console::notice),
              Target.of(backup.info().restorePoint()),
              Optional.empty(),
              Console::notice);
      try {
        SecretFiles.write(secretsDirectory, secrets);
        return compare(backup, copy, postgres);
      } finally {
        postgres.close();
      }
    } finally {
      FileUtils.deleteQuietly(scratch.toFile());
    }
  }

  /** The settings for a copy; an empty value replaces one of the configuration file. */
  private Map<String, String> settings(
      Path data, Path secretsDirectory, Map<String, byte[]> secrets) {
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("REMITFLEX_DATA_DIR", data.toString());
    settings.put("REMITFLEX_SECRETS_DIR", secretsDirectory.toString());
    if (!secrets.isEmpty()) {
      settings.put("REMITFLEX_PEPPER", "");
    }
    return settings;
  }

  private static int compare(Backup backup, Config config, EmbeddedPostgres postgres) {
    Storage storage = Storage.restored(config, postgres);
    List<String> differences = storage.database().with(backup::differences);
    CommandContext context =
        new CommandContext(
            storage.database(),
            storage.hasher(),
            storage.trail(),
            config.publicUrl(),
            (database, engine) ->
                DepositParts.addresses(config.networks(), database, engine, address -> false),
            opened -> TreasuryParts.forCommand(config, opened),
            false,
            () -> {},
            storage::close);
    int status =
        new DoctorCommand(() -> context, SignerCheck::none, () -> RateSettings.NONE).call();
    differences.forEach(line -> Console.print("ERROR counts: " + line));
    if (differences.isEmpty()) {
      Console.print("ok    counts: equal in " + backup.info().counts().size() + " tables");
    }
    boolean isEqual = status == 0 && differences.isEmpty();
    Console.print(
        isEqual
            ? "The backup can be restored: " + backup.path()
            : "The backup differs from what it should be: " + backup.path());
    return isEqual ? 0 : 1;
  }
}
