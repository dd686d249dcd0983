package com.remitflex.platform.http.server;

import com.remitflex.platform.net.Network;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections of this server: how many there are in all and from each client, and which of
 * them are over the limit.
 */
public final class Connections {
  /** Connections over the limit that are answered at one time; beyond that they are only closed. */
  private static final int MOST_REJECTED = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** Files that the rest of the server needs: the database, the log, the program itself. */
  private static final int FILES_BESIDE = 256;

  private final int most;
  private final int mostOfClient;
  private final Predicate<SocketAddress> isProxy;
  private final Map<Ends, Slot> open = new ConcurrentHashMap<>();
  private final Map<String, Integer> byClient = new HashMap<>();
  private int admitted;
  private int rejected;

  /**
   * No connections yet.
   *
   * @param isProxy whether this peer carries the requests of many clients
   */
  public Connections(HttpLimits limits, Predicate<SocketAddress> isProxy) {
    this.most = within(limits.connections());
    this.mostOfClient = limits.connectionsPerAddress();
    this.isProxy = isProxy;
  }

  /** So many, or as many as this process may have files open: Helidon ends when there are none. */
  private static int within(int connections) {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount() - FILES_BESIDE - MOST_REJECTED
            : connections;
    if (files < connections) {
      LOG.warn(
          "This process may have too few files open for REMITFLEX_MAX_CONNECTIONS={}: only {}"
              + " connections are served. Raise the limit (ulimit -n).",
          connections,
          Math.max(1, files));
    }
    return Math.clamp(files, 1, connections);
  }

  /** A connection by both its ends. */
  private record Ends(SocketAddress remote, SocketAddress local) {}

  /** Whether a connection is served. */
  enum Standing {
    ADMITTED,
    /** Over the limit: told so, and closed. */
    REJECTED
  }

  /** The place of one connection. */
  final class Slot implements AutoCloseable {
    private final SocketChannel channel;
    private final Ends ends;
    private final Optional<String> client;
    private final Standing standing;
    private boolean closed;

    private Slot(SocketChannel channel, Ends ends, Optional<String> client, Standing standing) {
      this.channel = channel;
      this.ends = ends;
      this.client = client;
      this.standing = standing;
    }

    boolean isAdmitted() {
      return standing == Standing.ADMITTED;
    }

    /**
     * Closes the connection so that what the client has not read yet is thrown away, and the client
     * sees an error rather than the end of a response.
     */
    void reset() {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      } catch (IOException e) {
        // It is closed already.
      }
    }

    /** Gives the place back. */
    @Override
    public void close() {
      free(this);
    }
  }

  /**
   * Counts a connection that was just accepted.
   *
   * @throws IllegalStateException when there are so many that not even a rejection can be sent
   */
  void accepted(SocketChannel channel) {
    Ends ends;
    try {
      ends = new Ends(channel.getRemoteAddress(), channel.getLocalAddress());
    } catch (IOException e) {
      throw new IllegalStateException("the connection is closed already", e);
    }
    Optional<String> client =
        isProxy.test(ends.remote())
            ? Optional.empty()
            : Optional.of(Network.ofSubscriber(ClientAddress.ofPeer(ends.remote())));
    Slot slot = place(channel, ends, client);
    // What is here under the same ends is closed: the system has given them away again.
    Optional.ofNullable(open.put(ends, slot)).ifPresent(Slot::close);
  }

  private synchronized Slot place(SocketChannel channel, Ends ends, Optional<String> client) {
    int own = client.map(one -> byClient.getOrDefault(one, 0)).orElse(0);
    if (admitted >= most || own >= mostOfClient) {
      if (rejected >= MOST_REJECTED) {
        throw new IllegalStateException("too many connections");
      }
      rejected++;
      return new Slot(channel, ends, client, Standing.REJECTED);
    }
    admitted++;
    client.ifPresent(one -> byClient.merge(one, 1, Integer::sum));
    return new Slot(channel, ends, client, Standing.ADMITTED);
  }

  /** The place of the connection with these ends. */
  Slot find(SocketAddress remote, SocketAddress local) {
    Slot slot = open.get(new Ends(remote, local));
    if (slot == null) {
      throw new IllegalStateException("a connection that was not counted");
    }
    return slot;
  }

  /** Frees the places of connections that were closed before anyone served them. */
  void sweep() {
    open.values().stream().filter(slot -> !slot.channel.isOpen()).forEach(Slot::close);
  }

  private void free(Slot slot) {
    open.remove(slot.ends, slot);
    synchronized (this) {
      if (slot.closed) {
        return;
      }
      slot.closed = true;
      if (slot.isAdmitted()) {
        admitted--;
        slot.client.ifPresent(
            one -> byClient.computeIfPresent(one, (key, n) -> n > 1 ? n - 1 : null));
      } else {
        rejected--;
      }
    }
  }
}
