package com.remitflex.features.rails.signer.log;

import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.keys.SignerFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The log of all signatures, to which lines are only added. A line is on the disk before its
 * signature is used, so the log contains every signature that anyone may have, also after a crash.
 * One thread at a time uses it.
 */
public final class SignatureLog implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final SignedBefore signed;
  private final Optional<String> warning;
  private String lastHash;
  private long end;

  /** Whether bytes after the end may be in the file, because writing them failed. */
  private boolean hasRemains;

  private SignatureLog(Path file, FileChannel channel, LogFile.Content content) {
    this.file = file;
    this.channel = channel;
    this.signed = content.signed();
    this.lastHash = content.lastHash();
    this.end = content.end();
    this.warning = content.torn().map(torn -> warning(file, torn));
    this.hasRemains = warning.isPresent();
  }

  private static String warning(Path file, int bytes) {
    return "The last line of "
        + file
        + " was incomplete after a crash ("
        + bytes
        + " bytes) and was removed. Its signature was not used.";
  }

  /**
   * Opens the log, or begins it.
   *
   * @throws SignerException if a line other than an incomplete last one is damaged
   */
  public static SignatureLog open(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        SignatureLog log = new SignatureLog(file, channel, LogFile.read(file));
        log.removeRemains();
        channel.force(true);
        SignerFiles.forceParent(file);
        return log;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new SignerException(
          "The log of signatures "
              + file
              + " cannot be opened: "
              + e.getMessage()
              + ". Check its permissions and the free disk space.",
          e);
    }
  }

  /** What it contains. */
  public SignedBefore signed() {
    return signed;
  }

  /** What the operator should know about the last crash. */
  public Optional<String> warning() {
    return warning;
  }

  /**
   * Adds an entry; it is on the disk afterwards.
   *
   * @throws IOException if it may not be on the disk: its signature must not be used
   */
  public void append(LogEntry entry) throws IOException {
    removeRemains();
    LogLine line = LogLine.after(lastHash, LogEntryJson.text(entry));
    ByteBuffer bytes = ByteBuffer.wrap((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
    int length = bytes.remaining();
    hasRemains = true;
    channel.position(end);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
    hasRemains = false;
    end += length;
    lastHash = line.hash();
    signed.add(entry);
  }

  /** Whether the last entry could not be written. */
  public boolean isFailing() {
    return hasRemains;
  }

  private void removeRemains() throws IOException {
    if (hasRemains) {
      channel.truncate(end);
      channel.force(true);
      hasRemains = false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new SignerException(file + " cannot be closed.", e);
    }
  }
}
