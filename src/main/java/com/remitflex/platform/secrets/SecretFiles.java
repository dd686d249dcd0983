package com.remitflex.platform.secrets;

import com.remitflex.platform.database.DatabaseStartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of the secrets directory that belong in a backup: the peppers, and the files that
 * record which rows were signed.
 */
public final class SecretFiles {
  private static final String NAMES = "pepper(\\.[0-9]+)?|[a-z]+-signed";

  private SecretFiles() {}

  /**
   * The contents of the files, by name.
   *
   * @param configured the peppers from the settings, which replace their files
   * @throws DatabaseStartException if a file cannot be read, or there is no pepper
   */
  public static Map<String, byte[]> read(Path directory, List<String> configured) {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.filter(SecretFiles::isSecret).toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new DatabaseStartException("Cannot read " + directory + " (" + e + ").", e);
    }
    for (int version = 1; version <= configured.size(); version++) {
      contents.put(
          Secrets.file(Path.of(""), version).toString(),
          (configured.get(version - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    if (contents.keySet().stream().noneMatch(name -> name.startsWith("pepper"))) {
      throw new DatabaseStartException(
          directory.toAbsolutePath()
              + " contains no pepper. Set REMITFLEX_SECRETS_DIR or REMITFLEX_PEPPER, or use"
              + " --without-secrets.");
    }
    return contents;
  }

  private static boolean isSecret(Path file) {
    return file.getFileName().toString().matches(NAMES)
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Checks that the files can be written without replacing other secrets.
   *
   * @throws DatabaseStartException if a file exists with another content
   */
  public static void requireNoOther(Path directory, Map<String, byte[]> contents) {
    contents.forEach((name, content) -> {
      Path file = directory.resolve(name).toAbsolutePath();
      try {
        if (Files.exists(file) && !Arrays.equals(Files.readAllBytes(file), content)) {
          throw new DatabaseStartException(
              file
                  + " exists and is not the one of the backup. Move it away, or set"
                  + " REMITFLEX_SECRETS_DIR to another directory. Nothing was changed.");
        }
      } catch (IOException e) {
        throw new DatabaseStartException("Cannot read " + file + " (" + e + ").", e);
      }
    });
  }

  /** Writes the files that are missing, readable by this user only, and forces them to the disk. */
  public static void write(Path directory, Map<String, byte[]> contents) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, byte[]> one : contents.entrySet()) {
      Path file = directory.resolve(one.getKey());
      if (!one.getKey().matches(NAMES) || Files.exists(file)) {
        continue;
      }
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(one.getValue());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
    }
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
