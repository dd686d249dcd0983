package com.remitflex.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * Gives every connection its {@link Reception}, and closes each whose request takes longer to
 * arrive than the limit, however steadily it trickles.
 */
final class Receptions implements ServerConnectionSelector, AutoCloseable {
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final long limitNanos;
  private final long pauseMillis;
  private final Http1ConnectionSelector http1;
  private final Set<Received> open = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts to watch.
   *
   * @param limit how long a header block may take, and how long a body
   */
  Receptions(Http1Config.Builder http1, Duration limit) {
    this.limitNanos = limit.toNanos();
    this.pauseMillis = Math.clamp(limit.toMillis() / 4, 1, LONGEST_PAUSE_MILLIS);
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(http1.addReceiveListener(new Progress()).build())
            .build();
    this.thread = Thread.ofPlatform().name("slow-requests").daemon().start(this::watch);
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Received received = new Received(context, Reception.open(context.dataReader()));
    open.add(received);
    return http1.connection(received);
  }

  private void watch() {
    while (!closed) {
      long now = System.nanoTime();
      for (Received connection : open) {
        if (!connection.serverSocket().isConnected()) {
          open.remove(connection);
        } else if (connection.reception.isOverdue(now, limitNanos)) {
          open.remove(connection);
          cut(connection.serverSocket());
        }
      }
      try {
        Thread.sleep(pauseMillis);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void cut(HelidonSocket socket) {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      // The client was faster.
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  /** Tells a connection's reception where it is in a request. */
  private static final class Progress implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
      Reception.current().begin();
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
      Reception.current().complete();
    }
  }

  /** A connection that is read through its reception. */
  private static final class Received implements ConnectionContext {
    private final ConnectionContext plain;
    private final Reception reception;

    Received(ConnectionContext plain, Reception reception) {
      this.plain = plain;
      this.reception = reception;
    }

    @Override
    public DataReader dataReader() {
      return reception;
    }

    @Override
    public DataWriter dataWriter() {
      return plain.dataWriter();
    }

    @Override
    public HelidonSocket serverSocket() {
      return plain.serverSocket();
    }

    @Override
    public ListenerContext listenerContext() {
      return plain.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return plain.executor();
    }

    @Override
    public Router router() {
      return plain.router();
    }

    @Override
    public PeerInfo remotePeer() {
      return plain.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return plain.localPeer();
    }

    @Override
    public boolean isSecure() {
      return plain.isSecure();
    }

    @Override
    public String socketId() {
      return plain.socketId();
    }

    @Override
    public String childSocketId() {
      return plain.childSocketId();
    }
  }
}
