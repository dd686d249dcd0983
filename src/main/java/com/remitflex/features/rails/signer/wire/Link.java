package com.remitflex.features.rails.signer.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * An open connection.
 *
 * @param transport is closed to end it, also while another thread reads or writes
 */
record Link(InputStream in, OutputStream out, Closeable transport) implements Closeable {
  static Link of(SocketChannel channel) {
    return new Link(Channels.newInputStream(channel), Channels.newOutputStream(channel), channel);
  }

  /**
   * A connection over TLS.
   *
   * @param transport the socket below it: closing that one never waits
   */
  static Link of(Socket tls, Socket transport) throws IOException {
    return new Link(tls.getInputStream(), tls.getOutputStream(), transport);
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
