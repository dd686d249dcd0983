package com.remitflex.platform.database.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.IntConsumer;

/** Copies files so that they survive a power failure, and computes their checksums. */
final class FileCopy {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private FileCopy() {}

  /**
   * Copies a file, which only this user can read, and forces it to the disk. Returns its SHA-256.
   *
   * @param progress receives the number of bytes of each step
   */
  static String copy(Path from, Path to, IntConsumer progress) throws IOException {
    MessageDigest digest = sha256();
    Files.createFile(to, PRIVATE);
    try (InputStream in = Files.newInputStream(from);
        FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
        write(out, ByteBuffer.wrap(chunk, 0, n));
        progress.accept(n);
      }
      out.force(true);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Writes a new file in the same way. */
  static String write(Path to, byte[] content) throws IOException {
    Files.createFile(to, PRIVATE);
    try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      write(out, ByteBuffer.wrap(content));
      out.force(true);
    }
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  /** The SHA-256 of a file. */
  static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Forces the entries of a directory to the disk. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
