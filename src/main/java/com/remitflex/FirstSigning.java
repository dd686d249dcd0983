package com.remitflex;

import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.members.people.RowMacStore;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.secrets.KeyHasher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs rows when the migration that adds their MACs runs, and never again: that it was done is
 * known by the database's schema and by a file beside the pepper, so that nobody who sets back the
 * schema gets rows of their own signed (decision 0018).
 */
final class FirstSigning {
  private static final Logger LOG = LoggerFactory.getLogger(FirstSigning.class);

  /**
   * Rows that a migration gives MACs.
   *
   * @param version of the migration
   * @param file the name of the file that says that they were signed
   * @param found whether there are any
   */
  private record Rows(
      String version,
      String what,
      String file,
      Predicate<Connection> found,
      BiConsumer<Connection, KeyHasher> signing) {}

  private static final List<Rows> ALL =
      List.of(
          new Rows(
              "020",
              "rows of people",
              "people-signed",
              RowMacStore::hasPeople,
              RowMacStore::signUnsigned),
          new Rows(
              "025",
              "daily sums of keys",
              "spending-signed",
              KeySpending::hasRows,
              KeySpending::signFirst));

  private final Path secretsDirectory;

  FirstSigning(Path secretsDirectory) {
    this.secretsDirectory = secretsDirectory.toAbsolutePath();
  }

  /** The steps of the migrations; each opens the pepper only if there is anything to be signed. */
  List<Migrations.Step> steps(Supplier<KeyHasher> hasher) {
    return ALL.stream()
        .map(rows ->
            new Migrations.Step(rows.version(), connection -> sign(rows, connection, hasher)))
        .toList();
  }

  private Path witness(Rows rows) {
    return secretsDirectory.resolve(rows.file());
  }

  private void sign(Rows rows, Connection connection, Supplier<KeyHasher> hasher) {
    if (!rows.found().test(connection)) {
      return;
    }
    Path witness = witness(rows);
    if (Files.exists(witness, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatabaseStartException(
          "This database was set back to a version in which the "
              + rows.what()
              + " were not signed, and anyone who can write it may have made rows since. If you"
              + " have restored an old backup that you trust, remove "
              + witness
              + " and start again.");
    }
    rows.signing().accept(connection, hasher.get());
  }

  /** Notes beside the pepper that no rows are to be signed any more. */
  void done() {
    ALL.stream().map(this::witness).forEach(FirstSigning::write);
  }

  private static void write(Path witness) {
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
