package com.remitflex.proof;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;

/** The way of one node to the signer: passes on requests and replies, unless its node is to die. */
final class SignerGate implements AutoCloseable {
  private static final int MARK_AND_CHALLENGE = 8 + 32;
  private static final int CHALLENGE = 32;
  private static final int MAC = 32;

  private final ServerSocketChannel server;
  private final Path signer;

  /** Whether a connection ends at this point. */
  private final Predicate<KillPoint> ends;

  SignerGate(Path socket, Path signer, Predicate<KillPoint> ends) {
    this.signer = signer;
    this.ends = ends;
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        SocketChannel upstream = SocketChannel.open(UnixDomainSocketAddress.of(signer))) {
      DataInputStream fromSigner = new DataInputStream(Channels.newInputStream(upstream));
      DataInputStream fromClient = new DataInputStream(Channels.newInputStream(client));
      OutputStream toClient = Channels.newOutputStream(client);
      toClient.write(fromSigner.readNBytes(MARK_AND_CHALLENGE));
      byte[] challenge = fromClient.readNBytes(CHALLENGE);
      byte[] request = message(fromClient);
      boolean isPayout =
          new String(request, StandardCharsets.ISO_8859_1).contains("\"sign_payout\"");
      if (isPayout && ends.test(KillPoint.CLAIM)) {
        return;
      }
      OutputStream toSigner = Channels.newOutputStream(upstream);
      toSigner.write(challenge);
      toSigner.write(request);
      byte[] reply = message(fromSigner);
      if (isPayout && ends.test(KillPoint.SIGN)) {
        return;
      }
      toClient.write(reply);
    } catch (IOException | IllegalStateException interrupted) {
      // The node or the signer has ended.
    }
  }

  /** A message with its length and its MAC. */
  private static byte[] message(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] rest = in.readNBytes(MAC + length);
    return ByteBuffer.allocate(Integer.BYTES + rest.length).putInt(length).put(rest).array();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
