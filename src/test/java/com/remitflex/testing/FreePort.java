package com.remitflex.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ports for programs that cannot choose one themselves, and one on which nothing ever listens. */
public final class FreePort {
  /**
   * A connection to it is refused: the operating system never chooses it for anyone. A port that
   * was free a moment ago may belong to another test by now.
   */
  public static final int NEVER_USED = 1;

  /**
   * Above those of the embedded PostgreSQL and below those that Linux chooses for others, so that
   * none of them can come between the choice of a port and its use.
   */
  private static final int FIRST = 17_000;

  private static final int COUNT = 13_000;

  private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** A port of the loopback address on which nothing listens, and that no other call has got. */
  public static int choose() {
    // Each process of the tests begins at another place.
    int start = Math.floorMod(ProcessHandle.current().pid() * 769, COUNT);
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + (start + i) % COUNT;
      if (CHOSEN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
