package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.signer.SignerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a signer, which only its user may read.
 *
 * @param directory with mode 0700
 */
public record SignerFiles(Path directory) {
  static final String TREASURY = "treasury.json";
  static final String DEPOSITS = "deposits.json";
  static final String EXTENDED_PUBLIC_KEY = "deposits.xpub";
  static final String POLICY = "policy.jsonc";
  static final String SECRET = "shared-secret";

  private static final String LOG = "signatures.log";
  private static final long MAX_BYTES = 1 << 20;

  static String relayer(int number) {
    return "relayer-" + number + ".json";
  }

  public Path log() {
    return directory.resolve(LOG);
  }

  public Path secret() {
    return directory.resolve(SECRET);
  }

  public byte[] policy() {
    return read(POLICY);
  }

  /** The existing keystores of relayers, numbered from 1 without a gap. */
  List<String> relayers() {
    List<String> names = new ArrayList<>();
    while (Files.exists(directory.resolve(relayer(names.size() + 1)))) {
      names.add(relayer(names.size() + 1));
    }
    return names;
  }

  /** The content of a file. */
  byte[] read(String name) {
    return read(directory.resolve(name));
  }

  /**
   * The content of a file that no other user may read.
   *
   * @throws SignerException if it is missing, too large, or others may read it
   */
  public static byte[] read(Path file) {
    try {
      requirePrivate(file);
      if (Files.size(file) > MAX_BYTES) {
        throw new SignerException(file + " is too large to be a file of the signer.");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new SignerException(
          file
              + " does not exist. Restore it, or create a signer with ./remitflex signer init DIR.",
          e);
    } catch (IOException e) {
      throw new SignerException(file + " cannot be read. Check its owner and permissions.", e);
    }
  }

  /** Requires that only the owner may use a file or a directory. */
  static void requirePrivate(Path file) throws IOException {
    for (PosixFilePermission one : Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!one.name().startsWith("OWNER_") && !Files.isSymbolicLink(file)) {
        throw new SignerException(
            "Other users can read or change "
                + file
                + ". Run chmod "
                + (Files.isDirectory(file) ? "700" : "600")
                + " on it.");
      }
    }
  }

  /** Creates a file with mode 0600; it is on the disk afterwards. */
  void write(String name, byte[] content) throws IOException {
    Path file = directory.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Forces the entry of a file to the disk. */
  public static void forceParent(Path file) throws IOException {
    force(parent(file));
  }

  static void createParent(Path file) throws IOException {
    Files.createDirectories(parent(file));
  }

  private static Path parent(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
  }

  /** Forces the entries of a directory to the disk. */
  static void force(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }
}
