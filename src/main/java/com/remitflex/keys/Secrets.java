package com.remitflex.keys;

import com.remitflex.database.Database;
import com.remitflex.database.DatabaseStartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The pepper: from the settings or from its file, generated only for an empty database. */
public final class Secrets {
  private static final String FILE = "pepper";
  private static final String CHECK = "pepper";
  private static final int BYTES = 32;

  /** Advisory lock under which one process of several generates the pepper. */
  private static final long LOCK = 0x72665f7065707065L;

  private Secrets() {}

  /**
   * The hasher of this installation.
   *
   * @param configured the pepper as 64 hexadecimal digits, if it is in the settings
   * @throws DatabaseStartException when it is missing, malformed or not this database's
   */
  public static KeyHasher open(Database database, Path directory, Optional<String> configured) {
    return database.inTransaction(handle -> {
      handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      Optional<byte[]> expected =
          handle
              .createQuery("SELECT check_value FROM secret_check WHERE name = :name")
              .bind("name", CHECK)
              .mapTo(byte[].class)
              .findOne();
      Path file = directory.resolve(FILE);
      if (expected.isPresent()) {
        return known(file, configured, expected.get());
      }
      return first(handle, file, configured);
    });
  }

  private static KeyHasher known(Path file, Optional<String> configured, byte[] expected) {
    String text = configured.or(() -> read(file)).orElseThrow(() -> missing(file));
    KeyHasher hasher = new KeyHasher(parse(text, source(file, configured)));
    if (!MessageDigest.isEqual(hasher.check(), expected)) {
      throw new DatabaseStartException(
          "The pepper in "
              + source(file, configured)
              + " is not the one of this database: restore the right one, or point"
              + " REMITFLEX_DATABASE_URL or REMITFLEX_DATA_DIR at its database.");
    }
    return hasher;
  }

  private static KeyHasher first(Handle handle, Path file, Optional<String> configured) {
    Optional<String> given = configured.or(() -> read(file));
    if (given.isEmpty() && hasKeys(handle)) {
      throw missing(file);
    }
    String text = given.orElseGet(() -> generate(file));
    KeyHasher hasher = new KeyHasher(parse(text, source(file, configured)));
    handle
        .createUpdate("INSERT INTO secret_check (name, check_value) VALUES (:name, :value)")
        .bind("name", CHECK)
        .bind("value", hasher.check())
        .execute();
    return hasher;
  }

  private static boolean hasKeys(Handle handle) {
    return handle.createQuery("SELECT EXISTS (SELECT 1 FROM api_key)").mapTo(Boolean.class).one();
  }

  private static DatabaseStartException missing(Path file) {
    return new DatabaseStartException(
        "The pepper of this database is missing: put the file back at "
            + file.toAbsolutePath()
            + ", or set REMITFLEX_PEPPER or REMITFLEX_SECRETS_DIR. Without it no API key can be"
            + " checked.");
  }

  private static String source(Path file, Optional<String> configured) {
    return configured.isPresent() ? "REMITFLEX_PEPPER" : file.toAbsolutePath().toString();
  }

  private static byte[] parse(String text, String source) {
    if (!text.matches("[0-9a-fA-F]{64}")) {
      throw new DatabaseStartException(
          "The pepper in " + source + " must be 64 hexadecimal digits (32 bytes).");
    }
    return HexFormat.of().parseHex(text);
  }

  private static Optional<String> read(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
        throw new DatabaseStartException(
            "Others can read " + file.toAbsolutePath() + ": run chmod 600 on it.");
      }
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot read " + file.toAbsolutePath() + ": check its owner and permissions.", e);
    }
  }

  private static String generate(Path file) {
    byte[] pepper = new byte[BYTES];
    new SecureRandom().nextBytes(pepper);
    String text = HexFormat.of().formatHex(pepper);
    Path directory = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(directory);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      // The file and its name on disk before the database knows its check value: a crash between
      // leaves a file that the next start takes, never a database without its pepper.
      try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot write " + file.toAbsolutePath() + ": make REMITFLEX_SECRETS_DIR writable.", e);
    }
    return text;
  }
}
