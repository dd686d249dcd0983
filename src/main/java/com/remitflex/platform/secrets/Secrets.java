package com.remitflex.platform.secrets;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseStartException;
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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The peppers: from the settings or from their files. The first one is generated for an empty
 * database, a further one when it is asked for.
 */
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
   * @param configured the peppers as 64 hexadecimal digits each, if they are in the settings
   * @param least the oldest version that a row may be sealed under
   * @throws DatabaseStartException when one is missing, malformed or not this database's
   */
  public static KeyHasher open(
      Database database, Path directory, List<String> configured, int least) {
    return database.inTransaction(handle -> {
      lock(handle);
      List<byte[]> expected = checks(handle);
      List<String> texts = configured.isEmpty() ? files(directory) : configured;
      if (expected.isEmpty()) {
        return first(handle, directory, texts, configured);
      }
      if (least > expected.size()) {
        throw new DatabaseStartException(
            "REMITFLEX_PEPPER_LEAST is " + least + ", but pepper " + least + " is not in use yet.");
      }
      return known(directory, texts, configured, expected, least);
    });
  }

  /** As {@link #open(Database, Path, List, int)} with at most one pepper. */
  public static KeyHasher open(Database database, Path directory, Optional<String> configured) {
    return open(database, directory, configured.stream().toList(), 1);
  }

  private static void lock(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
  }

  /** The check values of the peppers in use, version 1 first. */
  private static List<byte[]> checks(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT check_value FROM secret_check WHERE name ~ '^pepper( [0-9]+)?$'
            ORDER BY length(name), name
            """)
        .mapTo(byte[].class)
        .list();
  }

  private static String checkName(int version) {
    return version == 1 ? CHECK : CHECK + " " + version;
  }

  private static void keepCheck(Handle handle, KeyHasher hasher, int version) {
    handle
        .createUpdate("INSERT INTO secret_check (name, check_value) VALUES (:name, :value)")
        .bind("name", checkName(version))
        .bind("value", hasher.check(version))
        .execute();
  }

  private static KeyHasher known(
      Path directory,
      List<String> texts,
      List<String> configured,
      List<byte[]> expected,
      int least) {
    if (texts.size() < expected.size()) {
      throw missing(file(directory, texts.size() + 1));
    }
    KeyHasher hasher = new KeyHasher(parse(texts, directory, configured), expected.size(), least);
    for (int version = 1; version <= expected.size(); version++) {
      if (!MessageDigest.isEqual(hasher.check(version), expected.get(version - 1))) {
        throw new DatabaseStartException(
            "The pepper in "
                + source(directory, version, configured)
                + " is not the one of this database: restore the right one, or point"
                + " REMITFLEX_DATABASE_URL or REMITFLEX_DATA_DIR at its database.");
      }
    }
    return hasher;
  }

  private static KeyHasher first(
      Handle handle, Path directory, List<String> given, List<String> configured) {
    Path file = file(directory, 1);
    if (given.isEmpty() && hasKeys(handle)) {
      throw missing(file);
    }
    List<String> texts = given.isEmpty() ? List.of(generate(file)) : given;
    KeyHasher hasher = new KeyHasher(parse(texts, directory, configured), texts.size(), 1);
    for (int version = 1; version <= texts.size(); version++) {
      keepCheck(handle, hasher, version);
    }
    return hasher;
  }

  /**
   * Makes the file of the next pepper, which is not in use until every node has it.
   *
   * @throws DatabaseStartException when there is one that is not in use already
   */
  public static Path prepare(KeyHasher hasher, Path directory) {
    Path file = file(directory, hasher.current() + 1);
    if (hasher.loaded() > hasher.current() || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatabaseStartException(
          "Pepper "
              + (hasher.current() + 1)
              + " is there already: give it to every node, start"
              + " them anew, then run ./remitflex secrets rotate.");
    }
    generate(file);
    return file;
  }

  /**
   * Puts the newest pepper of this process into use; it is so already when that was done before.
   *
   * @throws DatabaseStartException when a running node does not have it
   */
  public static void use(Handle handle, KeyHasher hasher) {
    lock(handle);
    List<String> without =
        handle
            .createQuery(
                """
                SELECT id FROM node
                WHERE renewed_at > clock_timestamp() - interval '5 s' AND peppers < :version
                ORDER BY id
                """)
            .bind("version", hasher.loaded())
            .mapTo(String.class)
            .list();
    if (!without.isEmpty()) {
      throw new DatabaseStartException(
          "These running nodes do not have pepper "
              + hasher.loaded()
              + ": "
              + String.join(", ", without)
              + ". Give it to them and start them anew.");
    }
    for (int version = checks(handle).size() + 1; version <= hasher.loaded(); version++) {
      keepCheck(handle, hasher, version);
    }
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

  private static Path file(Path directory, int version) {
    return directory.resolve(version == 1 ? FILE : FILE + "." + version);
  }

  /** The texts of the files that are there, up to the first that is not. */
  private static List<String> files(Path directory) {
    List<String> texts = new ArrayList<>();
    Optional<String> text = read(file(directory, 1));
    while (text.isPresent()) {
      texts.add(text.get());
      text = read(file(directory, texts.size() + 1));
    }
    return texts;
  }

  private static String source(Path directory, int version, List<String> configured) {
    return configured.isEmpty()
        ? file(directory, version).toAbsolutePath().toString()
        : "REMITFLEX_PEPPER";
  }

  private static List<byte[]> parse(List<String> texts, Path directory, List<String> configured) {
    List<byte[]> peppers = new ArrayList<>();
    for (String text : texts) {
      if (!text.matches("[0-9a-fA-F]{64}")) {
        throw new DatabaseStartException(
            "The pepper in "
                + source(directory, peppers.size() + 1, configured)
                + " must be 64 hexadecimal digits (32 bytes).");
      }
      peppers.add(HexFormat.of().parseHex(text));
    }
    return peppers;
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
