package com.remitflex.platform.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The loopback port of a data directory's PostgreSQL, the same from run to run when possible. */
final class PostgresPort {
  /**
   * Ports below those that systems hand out to outgoing connections: one of these could take the
   * port while PostgreSQL restarts, even a client that connects to itself.
   */
  private static final int FIRST_PORT = 15_432;

  private static final int PORTS = 1_000;
  private static final Pattern LAST_PORT = Pattern.compile("\"-p\" \"(\\d{1,5})\"");

  private PostgresPort() {}

  /** The port of the last run if it is free, else another free one. */
  static int choose(DataDirectory data) {
    int first = Math.floorMod(data.path().hashCode(), PORTS);
    return IntStream.concat(
            lastPort(data).stream(),
            IntStream.range(0, PORTS).map(step -> FIRST_PORT + (first + step) % PORTS))
        .filter(PostgresPort::isFree)
        .findFirst()
        .orElseThrow(() ->
            new DatabaseStartException(
                "No port from "
                    + FIRST_PORT
                    + " to "
                    + (FIRST_PORT + PORTS - 1)
                    + " is free. Free one of them."));
  }

  private static OptionalInt lastPort(DataDirectory data) {
    try {
      String command = Files.readString(data.postgres().resolve("postmaster.opts"));
      Matcher port = LAST_PORT.matcher(command);
      return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
    } catch (IOException firstRun) {
      return OptionalInt.empty();
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException | IllegalArgumentException taken) {
      return false;
    }
  }
}
