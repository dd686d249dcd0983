package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.SignerException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A Unix socket, which only its user, or also its group, can open. */
public final class UnixListening implements Listening {
  private static final int BACKLOG = 128;

  private final Path socket;
  private final ServerSocketChannel channel;

  private UnixListening(Path socket, ServerSocketChannel channel) {
    this.socket = socket;
    this.channel = channel;
  }

  /**
   * Listens on a socket. The socket of a signer that was killed is replaced; the caller holds the
   * lock of the signer's directory.
   *
   * @param isForGroup whether the group of this process may connect
   * @throws SignerException if the path is in use, or too long
   */
  public static UnixListening open(Path socket, boolean isForGroup) {
    Path path = socket.toAbsolutePath().normalize();
    try {
      removeUnused(path);
      ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(isForGroup ? "rw-rw----" : "rw-------"));
        return new UnixListening(path, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new SignerException(
          "Cannot listen on the Unix socket "
              + path
              + ": "
              + e.getMessage()
              + ". Its directory must exist, and the path must be shorter than 100 bytes. Name"
              + " another one with --listen unix:PATH.",
          e);
    }
  }

  private static void removeUnused(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(
            path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new SignerException(path + " exists and is not a socket. Name another one.");
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new SignerException("A process already listens on " + path + ". Stop it first.");
    } catch (IOException nobodyListens) {
      Files.delete(path);
    }
  }

  @Override
  public Link accept() throws IOException {
    return Link.of(channel.accept());
  }

  @Override
  public String place() {
    return "unix:" + socket;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(socket);
  }
}
