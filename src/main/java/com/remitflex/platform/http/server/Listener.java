package com.remitflex.platform.http.server;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where and how the server accepts connections.
 *
 * @param address the local address; a wildcard address means all of them
 * @param port TCP port; 0 uses a free one
 * @param tls the files for TLS; empty for plain connections
 */
public record Listener(InetAddress address, int port, Optional<TlsFiles> tls) {
  /** Whether only programs on this machine can connect. */
  public boolean isLocal() {
    return address.isLoopbackAddress();
  }

  public boolean isTls() {
    return tls.isPresent();
  }

  /** The base of a URL that works on this machine. */
  public String localUrl(int actualPort) {
    String host =
        address.isAnyLocalAddress() || address.isLoopbackAddress()
            ? "localhost"
            : host(address.getHostAddress());
    return scheme() + "://" + host + ":" + actualPort;
  }

  /** The scheme of this server's URLs. */
  public String scheme() {
    return isTls() ? "https" : "http";
  }

  private static String host(String address) {
    return address.indexOf(':') < 0 ? address : "[" + address + "]";
  }
}
