package com.remitflex.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a server and its PostgreSQL; cuts the connection at a COMMIT when armed, or the
 * whole network for a while.
 */
public final class CuttingProxy implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("//([^:/]+):([0-9]+)/");
  private static final String COMMIT = "COMMIT\0";

  /** On which side of the COMMIT to cut. */
  public enum Cut {
    NEVER,
    /** PostgreSQL does not get it: nothing is committed. */
    BEFORE_COMMIT,
    /** PostgreSQL commits, and its answer is lost. */
    AFTER_COMMIT
  }

  /** How much of the network is left. */
  private enum Network {
    WHOLE,
    /** Bytes are taken and kept back until the network is whole again. */
    SILENT,
    /** Every connection is ended, and every new one. */
    DOWN
  }

  private final String target;
  private final Matcher address;
  private final ServerSocket listener;
  private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NEVER);

  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private volatile Network network = Network.WHOLE;

  /** A proxy to the server of this JDBC URL. */
  public CuttingProxy(String target) {
    this.target = target;
    this.address = ADDRESS.matcher(target);
    if (!address.find()) {
      throw new IllegalArgumentException(target);
    }
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** The JDBC URL through this proxy; COMMIT is sent in words each time. */
  public String url() {
    String through = "//127.0.0.1:" + listener.getLocalPort() + "/";
    return ADDRESS.matcher(target).replaceFirst(through) + "&prepareThreshold=0";
  }

  /** Cuts one connection at the next COMMIT. */
  public void arm(Cut cut) {
    next.set(cut);
  }

  /** Whether the armed cut has happened. */
  public boolean hasCut() {
    return next.get() == Cut.NEVER;
  }

  /** Keeps everything back that is sent, without a word to either side, until restored. */
  public void silence() {
    network = Network.SILENT;
  }

  /** Ends all connections and every new one, until restored. */
  public void cutOff() {
    network = Network.DOWN;
    clients.forEach(CuttingProxy::end);
    clients.clear();
  }

  public void restore() {
    network = Network.WHOLE;
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is ended either way.
    }
  }

  private void awaitWhole() throws IOException {
    while (network == Network.SILENT && !listener.isClosed()) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        if (network == Network.DOWN) {
          end(client);
          continue;
        }
        Socket server = new Socket(address.group(1), Integer.parseInt(address.group(2)));
        AtomicReference<Cut> cut = new AtomicReference<>(Cut.NEVER);
        Thread.ofVirtual().start(() -> pumpToServer(client, server, cut));
        Thread.ofVirtual().start(() -> pumpToClient(server, client, cut));
      } catch (IOException closed) {
        // The listener is closed, or the server away: the client sees its connection end.
      }
    }
  }

  private void pumpToServer(Socket client, Socket server, AtomicReference<Cut> cut) {
    byte[] buffer = new byte[1 << 16];
    try (client;
        server) {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains(COMMIT)) {
          cut.set(next.getAndSet(Cut.NEVER));
          if (cut.get() == Cut.BEFORE_COMMIT) {
            return;
          }
        }
        awaitWhole();
        out.write(buffer, 0, n);
      }
    } catch (IOException ended) {
      // Both ends are closed.
    }
  }

  private void pumpToClient(Socket server, Socket client, AtomicReference<Cut> cut) {
    byte[] buffer = new byte[1 << 16];
    try (server;
        client) {
      InputStream in = server.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (cut.get() == Cut.AFTER_COMMIT) {
          return;
        }
        awaitWhole();
        out.write(buffer, 0, n);
      }
    } catch (IOException ended) {
      // Both ends are closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
