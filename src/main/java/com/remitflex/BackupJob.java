package com.remitflex;

import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.backup.Backup;
import com.remitflex.platform.database.backup.BackupDirectory;
import com.remitflex.platform.database.backup.BackupException;
import com.remitflex.platform.database.backup.BackupWriter;
import com.remitflex.platform.database.backup.WalArchive;
import com.remitflex.platform.secrets.SealedSecrets;
import com.remitflex.platform.secrets.SecretFiles;
import com.remitflex.web.cli.BackupCommand;
import com.remitflex.web.cli.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backs up the embedded PostgreSQL and the secrets. */
final class BackupJob {
  /** The tables that change only under an account's head, and the idempotency keys. */
  private static final List<String> COUNTED =
      List.of(
          "account_head",
          "api_key",
          "balance",
          "event",
          "idempotency",
          "payment",
          "retired_secret",
          "transfer");

  private final Config config;

  BackupJob(Map<String, String> environment) {
    this.config = Config.read(environment);
  }

  /** Makes one backup and returns the exit status. */
  int run(BackupCommand.Request request) {
    requireEmbedded(config);
    Path directory = request.directory().toAbsolutePath().normalize();
    requireOutsideOfData(directory);
    Optional<byte[]> secrets = request.withoutSecrets() ? Optional.empty() : sealedSecrets();
    Backup backup;
    try (BackupDirectory own = BackupDirectory.own(directory)) {
      backup = backUp(own, secrets);
    }
    Console.print("Backup complete: " + backup.path());
    Console.print(
        "  %s, %d payments, %d API keys, %s"
            .formatted(
                backup.info().endedAt(),
                backup.info().counts().get("payment"),
                backup.info().counts().get("api_key"),
                secrets.isPresent() ? "secrets encrypted" : "WITHOUT secrets: keep the pepper"));
    Console.print("To prove that it can be restored: ./remitflex restore --verify " + directory);
    return 0;
  }

  private Backup backUp(BackupDirectory directory, Optional<byte[]> secrets) {
    Path data = config.dataDirectory();
    Optional<DatabaseAddress> running = EmbeddedPostgres.running(data);
    if (running.isPresent()) {
      return writer(running.get()).write(directory, secrets);
    }
    if (!Files.exists(EmbeddedPostgres.files(data).resolve("PG_VERSION"))) {
      throw new BackupException(
          data.toAbsolutePath() + " contains no database. Set REMITFLEX_DATA_DIR.");
    }
    config.walArchive().ifPresent(WalArchive::create);
    try (EmbeddedPostgres own =
        EmbeddedPostgres.start(data, config.walArchive(), Console::notice)) {
      return writer(own.address()).write(directory, secrets);
    }
  }

  private BackupWriter writer(DatabaseAddress address) {
    return new BackupWriter(
        address, EmbeddedPostgres.files(config.dataDirectory()), COUNTED, Console::notice);
  }

  static void requireEmbedded(Config config) {
    if (config.databaseUrl().isPresent()) {
      throw new BackupException(
          "REMITFLEX_DATABASE_URL is set, and this command works on the embedded PostgreSQL only."
              + " For your own PostgreSQL, docs/operations/backup.md shows the commands.");
    }
  }

  private void requireOutsideOfData(Path directory) {
    if (directory.startsWith(config.dataDirectory().toAbsolutePath().normalize())) {
      throw new BackupException(
          directory
              + " is in the data directory, and would be lost with it. Choose a directory on"
              + " another disk.");
    }
  }

  private Optional<byte[]> sealedSecrets() {
    String passphrase =
        SealedSecrets.passphrase(config.backups().passphrase())
            .orElseThrow(() ->
                new BackupException(
                    "REMITFLEX_BACKUP_PASSPHRASE is not set, so the secrets cannot be encrypted."
                        + " Set it, or use --without-secrets and keep the pepper elsewhere. Nothing"
                        + " was backed up."));
    return Optional.of(
        SealedSecrets.seal(
            SecretFiles.read(config.secretsDirectory(), config.peppers()), passphrase));
  }
}
