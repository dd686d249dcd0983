package com.remitflex.features.apikeys.signing;

import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.members.people.RowMacStore;
import com.remitflex.features.recipients.saved.RecipientSignatures;
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
 * Signs existing rows during the migration that adds their MACs, and never again. The schema and a
 * file next to the pepper record that this was done, so that an attacker who resets the schema
 * cannot get their own rows signed (decision 0018).
 */
public final class FirstSigning {
  private static final Logger LOG = LoggerFactory.getLogger(FirstSigning.class);

  /**
   * The rows to which a migration adds MACs.
   *
   * @param version version of the migration
   * @param file name of the file that records that they were signed
   * @param found whether any rows exist
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
              "rows of users",
              "people-signed",
              RowMacStore::hasPeople,
              RowMacStore::signUnsigned),
          new Rows(
              "025",
              "daily totals of keys",
              "spending-signed",
              KeySpending::hasRows,
              KeySpending::signFirst),
          new Rows(
              "047",
              "saved recipients",
              "recipients-signed",
              RecipientSignatures::hasRows,
              RecipientSignatures::signFirst),
          new Rows(
              "047",
              "counts of review rules",
              "rule-counts-signed",
              ReviewRules::hasCounts,
              ReviewRules::signFirst));

  private final Path secretsDirectory;

  public FirstSigning(Path secretsDirectory) {
    this.secretsDirectory = secretsDirectory.toAbsolutePath();
  }

  /** The steps of the migrations; each opens the pepper only if there are rows to sign. */
  public List<Migrations.Step> steps(Supplier<KeyHasher> hasher) {
    return ALL.stream()
        .map(rows ->
            new Migrations.Step(rows.version(), connection -> sign(rows, connection, hasher)))
        .toList();
  }

  private Path marker(Rows rows) {
    return secretsDirectory.resolve(rows.file());
  }

  private void sign(Rows rows, Connection connection, Supplier<KeyHasher> hasher) {
    if (!rows.found().test(connection)) {
      return;
    }
    Path marker = marker(rows);
    if (Files.exists(marker, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatabaseStartException(
          "This database was reset to a version in which the "
              + rows.what()
              + " were not signed, so anyone with write access could have added rows since. If you"
              + " have restored an old backup that you trust, remove "
              + marker
              + " and start again.");
    }
    rows.signing().accept(connection, hasher.get());
  }

  /** Records next to the pepper that no more rows may be signed. */
  public void done() {
    ALL.stream().map(this::marker).forEach(FirstSigning::write);
  }

  private static void write(Path marker) {
    try {
      if (!Files.exists(marker, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(marker.getParent());
        Files.createFile(
            marker,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (IOException e) {
      // A read-only directory does not prevent the start, because the schema records it too.
      LOG.info("{} could not be written: {}", marker, e.toString());
    }
  }
}
