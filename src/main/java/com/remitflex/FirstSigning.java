package com.remitflex;

import com.remitflex.database.DatabaseStartException;
import com.remitflex.database.Migrations;
import com.remitflex.keys.KeyHasher;
import com.remitflex.people.SignatureStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the rows of people when the migration that adds the MACs runs, and never again: that it was
 * done is known by the database's schema and by a file beside the pepper, so that nobody who sets
 * back the schema gets rows of their own signed (decision 0018).
 */
final class FirstSigning {
  private static final Logger LOG = LoggerFactory.getLogger(FirstSigning.class);
  private static final String VERSION = "020";
  private static final String FILE = "people-signed";

  private final Path witness;

  FirstSigning(Path secretsDirectory) {
    this.witness = secretsDirectory.toAbsolutePath().resolve(FILE);
  }

  /** The step of the migration; opens the pepper only if there is anyone to be signed. */
  Migrations.Step step(Supplier<KeyHasher> hasher) {
    return new Migrations.Step(VERSION, connection -> sign(connection, hasher));
  }

  private void sign(Connection connection, Supplier<KeyHasher> hasher) {
    if (!SignatureStore.hasPeople(connection)) {
      return;
    }
    if (Files.exists(witness, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatabaseStartException(
          "This database was set back to a version in which the rows of people were not signed,"
              + " and anyone who can write it may have made rows since. If you have restored an"
              + " old backup that you trust, remove "
              + witness
              + " and start again.");
    }
    SignatureStore.signFirst(connection, hasher.get());
  }

  /** Notes beside the pepper that no rows are to be signed any more. */
  void done() {
    try {
      if (!Files.exists(witness, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(witness.getParent());
        Files.createFile(
            witness,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (IOException e) {
      // A directory that cannot be written is no reason not to start: the schema says it too.
      LOG.info("{} was not written: {}", witness, e.toString());
    }
  }
}
