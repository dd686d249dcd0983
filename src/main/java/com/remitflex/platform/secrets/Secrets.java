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
 * Loads the peppers from the settings or from their files. The first pepper is generated for an
 * empty database, further ones by {@link #prepare}.
 */
public final class Secrets {
  private static final String FILE = "pepper";
  private static final String CHECK = "pepper";
  private static final int BYTES = 32;

  /** Advisory lock that lets only one process generate the pepper. */
  private static final long LOCK = 0x72665f7065707065L;

  private Secrets() {}

  /**
   * The hasher of this installation.
   *
   * @param configured the peppers from the settings, 64 hexadecimal digits each; empty to use files
   * @param oldest the oldest version whose row MACs are accepted
   * @throws DatabaseStartException if a pepper is missing, malformed or not that of this database
   */
  public static KeyHasher open(
      Database database, Path directory, List<String> configured, int oldest) {
    return database.inTransaction(handle -> {
      lock(handle);
      List<byte[]> expected = checks(handle);
      List<String> texts = configured.isEmpty() ? files(directory) : configured;
      if (expected.isEmpty()) {
        return first(handle, directory, texts, configured);
      }
      if (oldest > expected.size()) {
        throw new DatabaseStartException(
            "REMITFLEX_PEPPER_LEAST is "
                + oldest
                + ", but pepper "
                + oldest
                + " is not in use yet.");
      }
      return existing(directory, texts, configured, expected, oldest);
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

  private static void insertCheck(Handle handle, KeyHasher hasher, int version) {
    handle
        .createUpdate("INSERT INTO secret_check (name, check_value) VALUES (:name, :value)")
        .bind("name", checkName(version))
        .bind("value", hasher.check(version))
        .execute();
  }

  private static KeyHasher existing(
      Path directory,
      List<String> texts,
      List<String> configured,
      List<byte[]> expected,
      int oldest) {
    if (texts.size() < expected.size()) {
      throw missing(file(directory, texts.size() + 1));
    }
    KeyHasher hasher = new KeyHasher(parse(texts, directory, configured), expected.size(), oldest);
    for (int version = 1; version <= expected.size(); version++) {
      if (!MessageDigest.isEqual(hasher.check(version), expected.get(version - 1))) {
        throw new DatabaseStartException(
            "The pepper in "
                + source(directory, version, configured)
                + " does not belong to this database. Restore the correct pepper, or set"
                + " REMITFLEX_DATABASE_URL or REMITFLEX_DATA_DIR to its database.");
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
      insertCheck(handle, hasher, version);
    }
    return hasher;
  }

  /**
   * Creates the file of the next pepper, which is not used before every node has it.
   *
   * @throws DatabaseStartException if a pepper that is not in use already exists
   */
  public static Path prepare(KeyHasher hasher, Path directory) {
    Path file = file(directory, hasher.current() + 1);
    if (hasher.loaded() > hasher.current() || Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DatabaseStartException(
          "Pepper "
              + (hasher.current() + 1)
              + " already exists. Copy it to every node, restart"
              + " the nodes, then run ./remitflex secrets rotate.");
    }
    generate(file);
    return file;
  }

  /**
   * Puts the newest pepper of this process into use; has no effect if it is already in use.
   *
   * @throws DatabaseStartException if a running node does not have it
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
              + ". Copy it to them and restart them.");
    }
    for (int version = checks(handle).size() + 1; version <= hasher.loaded(); version++) {
      insertCheck(handle, hasher, version);
    }
  }

  private static boolean hasKeys(Handle handle) {
    return handle.createQuery("SELECT EXISTS (SELECT 1 FROM api_key)").mapTo(Boolean.class).one();
  }

  private static DatabaseStartException missing(Path file) {
    return new DatabaseStartException(
        "The pepper of this database is missing. Restore the file "
            + file.toAbsolutePath()
            + ", or set REMITFLEX_PEPPER or REMITFLEX_SECRETS_DIR. Without the pepper, no API key"
            + " can be verified.");
  }

  static Path file(Path directory, int version) {
    return directory.resolve(version == 1 ? FILE : FILE + "." + version);
  }

  /** The contents of the existing files, up to the first missing one. */
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
            "Other users can read " + file.toAbsolutePath() + ". Run chmod 600 on it.");
      }
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot read " + file.toAbsolutePath() + ". Check its owner and permissions.", e);
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
      // The file is on disk before the database stores its check value: after a crash in between,
      // the next start uses the file, and no database is left without its pepper.
      try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
        entries.force(true);
      }
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot write " + file.toAbsolutePath() + ". Make REMITFLEX_SECRETS_DIR writable.", e);
    }
    return text;
  }
}
