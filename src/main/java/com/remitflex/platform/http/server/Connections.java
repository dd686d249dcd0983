package com.remitflex.platform.http.server;

import com.remitflex.platform.net.Network;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the open connections, in total and per client, and decides which exceed the limits. */
public final class Connections {
  /** Maximum number of connections over the limit that receive an error at the same time. */
  private static final int MAX_REJECTED = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /**
   * File descriptors that the rest of the server needs, for the database, the log and the program.
   */
  private static final int RESERVED_FILES = 256;

  private final int max;
  private final int maxPerClient;
  private final Function<SocketAddress, Peer> peers;
  private final Map<Ends, Slot> open = new ConcurrentHashMap<>();
  private final Map<String, Integer> byClient = new HashMap<>();
  private int admitted;
  private int streams;
  private int rejected;

  /**
   * Starts without connections.
   *
   * @param peers describes the peer of a connection
   */
  public Connections(HttpLimits limits, Function<SocketAddress, Peer> peers) {
    this.max = within(limits.connections());
    this.maxPerClient = limits.connectionsPerAddress();
    this.peers = peers;
  }

  /** The limit, reduced to the available file descriptors: without any, Helidon would stop. */
  private static int within(int connections) {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount() - RESERVED_FILES - MAX_REJECTED
            : connections;
    if (files < connections) {
      LOG.warn(
          "The limit of open files is too low for REMITFLEX_MAX_CONNECTIONS={}: only {} connections"
              + " are served. Raise the limit (ulimit -n).",
          connections,
          Math.max(1, files));
    }
    return Math.clamp(files, 1, connections);
  }

  /** The two ends of a connection, which identify it. */
  private record Ends(SocketAddress remote, SocketAddress local) {}

  /** Whether a connection is served. */
  enum Admission {
    ADMITTED,
    /** Over the limit: the client receives an error, then the connection is closed. */
    REJECTED
  }

  /** The slot that one connection occupies. */
  final class Slot implements Carrier, AutoCloseable {
    private final SocketChannel channel;
    private final Ends ends;
    private final Peer peer;
    private final Admission admission;
    private final long acceptedNanos = System.nanoTime();
    private volatile boolean started;
    private boolean closed;

    private Slot(SocketChannel channel, Ends ends, Peer peer, Admission admission) {
      this.channel = channel;
      this.ends = ends;
      this.peer = peer;
      this.admission = admission;
    }

    boolean isAdmitted() {
      return admission == Admission.ADMITTED;
    }

    @Override
    public Peer peer() {
      return peer;
    }

    /** The client that the connection counts for; empty for a proxy. */
    private Optional<String> client() {
      return peer.isProxy() ? Optional.empty() : Optional.of(Network.ofSubscriber(peer.address()));
    }

    /** Notes that the first bytes of a request arrived, or that no TLS handshake precedes them. */
    @Override
    public void started() {
      if (!started) {
        started = true;
      }
    }

    private boolean isHandshakeOverdue(long nowNanos, Duration limit) {
      return !started && nowNanos - acceptedNanos > limit.toNanos();
    }

    /**
     * Closes the connection and discards unsent bytes, so that the client sees an error rather than
     * the end of a response.
     */
    @Override
    public void reset() {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      } catch (IOException e) {
        // The connection is already closed.
      }
    }

    /** Counts one more concurrent request of this connection, as if it were a connection. */
    boolean occupyStream() {
      return Connections.this.occupyStream(this);
    }

    /** Ends what {@link #occupyStream} counted. */
    void releaseStream() {
      Connections.this.releaseStream(this);
    }

    /** Releases the slot. */
    @Override
    public void close() {
      release(this);
    }
  }

  /**
   * Counts a new connection.
   *
   * @throws IllegalStateException if there are too many even to send a rejection
   */
  void accepted(SocketChannel channel) {
    Ends ends;
    try {
      ends = new Ends(channel.getRemoteAddress(), channel.getLocalAddress());
    } catch (IOException e) {
      throw new IllegalStateException("the connection is already closed", e);
    }
    Slot slot = occupy(channel, ends, peers.apply(ends.remote()));
    // A connection with the same ends is closed, since the system has reused them.
    Optional.ofNullable(open.put(ends, slot)).ifPresent(Slot::close);
  }

  private synchronized Slot occupy(SocketChannel channel, Ends ends, Peer peer) {
    Slot slot = new Slot(channel, ends, peer, Admission.ADMITTED);
    Optional<String> client = slot.client();
    if (isFull(client)) {
      if (rejected >= MAX_REJECTED) {
        throw new IllegalStateException("too many connections");
      }
      rejected++;
      return new Slot(channel, ends, peer, Admission.REJECTED);
    }
    admitted++;
    client.ifPresent(one -> byClient.merge(one, 1, Integer::sum));
    return slot;
  }

  private boolean isFull(Optional<String> client) {
    int own = client.map(one -> byClient.getOrDefault(one, 0)).orElse(0);
    return admitted + streams >= max || own >= maxPerClient;
  }

  private synchronized boolean occupyStream(Slot slot) {
    Optional<String> client = slot.client();
    if (isFull(client)) {
      return false;
    }
    streams++;
    client.ifPresent(one -> byClient.merge(one, 1, Integer::sum));
    return true;
  }

  private synchronized void releaseStream(Slot slot) {
    streams--;
    leave(slot);
  }

  private void leave(Slot slot) {
    slot.client()
        .ifPresent(one -> byClient.computeIfPresent(one, (key, n) -> n > 1 ? n - 1 : null));
  }

  /** How many connections are served. */
  public synchronized int admitted() {
    return admitted;
  }

  /** Maximum number of connections that are served. */
  public int max() {
    return max;
  }

  /** The slot of the connection with these ends. */
  Slot find(SocketAddress remote, SocketAddress local) {
    Slot slot = open.get(new Ends(remote, local));
    if (slot == null) {
      throw new IllegalStateException("the connection was not counted");
    }
    return slot;
  }

  /**
   * Closes the TLS connections on which the handshake and the first bytes of a request take longer
   * than this limit, and releases the slots of connections that were closed before they were
   * served.
   */
  void sweep(long nowNanos, Duration handshake) {
    open.values().stream()
        .filter(slot -> slot.isHandshakeOverdue(nowNanos, handshake))
        .forEach(Slot::reset);
    open.values().stream().filter(slot -> !slot.channel.isOpen()).forEach(Slot::close);
  }

  private void release(Slot slot) {
    open.remove(slot.ends, slot);
    synchronized (this) {
      if (slot.closed) {
        return;
      }
      slot.closed = true;
      if (slot.isAdmitted()) {
        admitted--;
        leave(slot);
      } else {
        rejected--;
      }
    }
  }
}
