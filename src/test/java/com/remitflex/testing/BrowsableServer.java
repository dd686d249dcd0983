package com.remitflex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** A test server at the address that a browser on this machine uses. */
public final class BrowsableServer {
  private BrowsableServer() {}

  /** A server whose public address is its own on localhost. */
  public static TestServer with(Map<String, String> settings) {
    int port = freePort();
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "REMITFLEX_PORT",
                Integer.toString(port),
                "REMITFLEX_PUBLIC_URL",
                "http://localhost:" + port));
    all.putAll(settings);
    return TestServer.with(all);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
