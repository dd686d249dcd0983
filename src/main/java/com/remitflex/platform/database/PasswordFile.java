package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * {@code DATA_DIR/pgpass}: passwords in the format of libpq's password file (PostgreSQL manual,
 * "The Password File"), readable by this user only. psql and other nodes use it by PGPASSFILE.
 */
final class PasswordFile {
  private static final String NAME = "pgpass";
  private static final int RANDOM_BYTES = 32;
  private static final String OWN_HOST = "127.0.0.1";

  private final Path path;

  PasswordFile(Path dataDirectory) {
    this.path = dataDirectory.toAbsolutePath().normalize().resolve(NAME);
  }

  Path path() {
    return path;
  }

  /**
   * The password of the first line that matches; empty if none does, or if there is no file.
   *
   * @throws DatabaseStartException if other users can read the file, as libpq rejects it too
   */
  Optional<String> find(String host, String port, String database, String user) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      if (Files.getPosixFilePermissions(path).stream()
          .anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
        throw new DatabaseStartException("Other users can read " + path + ". Run chmod 600 on it.");
      }
      List<String> expected = List.of(host, port, database, user);
      return Files.readAllLines(path, StandardCharsets.UTF_8).stream()
          .filter(line -> !line.startsWith("#"))
          .map(PasswordFile::fields)
          .filter(fields -> matches(fields, expected))
          .map(fields -> fields.get(expected.size()))
          .findFirst();
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot read " + path + ". Check its owner and permissions.", e);
    }
  }

  /** The embedded PostgreSQL's password of this role, if the file has one. */
  Optional<String> findOwn(String role) {
    return find(OWN_HOST, "5432", "any", role);
  }

  /**
   * The password of this role in the embedded PostgreSQL, generated if the file has none. It is on
   * disk before it is returned, so that a crash never loses the password of a database.
   */
  String requireOwn(String role) {
    Optional<String> found = findOwn(role);
    if (found.isPresent()) {
      return found.get();
    }
    String password = generate();
    String text =
        """
        # The password of the embedded PostgreSQL, for libpq: PGPASSFILE=%s psql ...
        127.0.0.1:*:*:%s:%s
        localhost:*:*:%s:%s
        """
            .formatted(path, role, password, role, password);
    try {
      writePrivate(path, text);
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot write " + path + ". Free disk space, or make it writable.", e);
    }
    return password;
  }

  /** A password of 256 random bits, of letters, digits, {@code -} and {@code _}. */
  static String generate() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Writes a file that only this user can read, atomically and durably. */
  static void writePrivate(Path file, String text) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    Files.createFile(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static boolean matches(List<String> fields, List<String> expected) {
    if (fields.size() != expected.size() + 1) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!fields.get(i).equals("*") && !fields.get(i).equals(expected.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Splits at colons; a backslash escapes the next character. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else if (c == ':') {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
