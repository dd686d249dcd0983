package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.signer.SignerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Lets one process use a directory; the operating system releases it when the process ends. */
public final class SignerLock implements AutoCloseable {
  private static final String NAME = "lock";

  private final FileChannel channel;

  private SignerLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks the directory of a signer.
   *
   * @throws SignerException if another process uses it
   */
  public static SignerLock take(Path directory) {
    try {
      return tryTake(directory)
          .orElseThrow(() ->
              new SignerException(
                  "Another process uses the signer in "
                      + directory
                      + ". Two signers with the same keys could sign two different payments with"
                      + " one nonce. Stop the other one first."));
    } catch (IOException e) {
      throw new SignerException(
          directory
              + " is not a directory of a signer, or cannot be written. Create one with"
              + " ./remitflex signer init DIR.",
          e);
    }
  }

  /** Locks a directory; empty if another process has locked it. */
  static Optional<SignerLock> tryTake(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new SignerLock(channel));
      }
    } catch (OverlappingFileLockException thisProcess) {
      // The same as another process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /** Whether this is the file that is locked. */
  static boolean isLock(Path file) {
    return file.endsWith(NAME);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new SignerException("the lock of the signer cannot be released", e);
    }
  }
}
