package com.remitflex.features.rails.signer.wire;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Connects to a Unix socket. */
record UnixConnector(Path socket) implements RemoteSigner.Connector {
  @Override
  public Link connect() throws IOException {
    return Link.of(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  @Override
  public String place() {
    return "unix:" + socket;
  }
}
