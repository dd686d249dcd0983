package com.remitflex.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A TCP proxy in front of PostgreSQL that cuts a connection exactly at its COMMIT when it is told
 * to, so that the client never learns the outcome.
 */
public final class CommitCutter implements AutoCloseable {
  /** The tag of its completion. */
  private static final String COMMITTED = "COMMIT\0";

  /** The name and the text of a prepared statement in a Parse message; later uses only bind it. */
  private static final Pattern PREPARED = Pattern.compile("(S_\\d+)\0COMMIT\0");

  /** No name of a prepared COMMIT is longer; one may be split between two reads. */
  private static final int MAX_NAME = 16;

  /** Shorter than the second after which the server ends a transaction that idles. */
  private static final long LATE_MILLIS = 150;

  /** When the server gets a COMMIT whose answer the client never gets. */
  public enum Cut {
    /** Never: its transaction is rolled back. */
    NEVER_SENT,
    /** At once, and it has answered before the connection is cut. */
    ANSWERED,
    /** After the connection is cut: the client's next try can be there before. */
    SENT_LATE
  }

  private record Plan(Cut cut, Runnable meanwhile) {}

  private final String url;
  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Plan> plan = new AtomicReference<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean down;

  public CommitCutter(String jdbcUrl) {
    URI server = URI.create(jdbcUrl.substring("jdbc:".length()));
    this.host = server.getHost();
    this.port = server.getPort() < 0 ? 5432 : server.getPort();
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    this.url = jdbcUrl.replaceFirst("//[^/]+/", "//127.0.0.1:" + listener.getLocalPort() + "/");
    Thread.ofVirtual().start(this::accept);
  }

  /** The JDBC URL that leads through here. */
  public String url() {
    return url;
  }

  /** Cuts the next COMMIT; `meanwhile` runs before the client notices. */
  public void cutNext(Cut cut, Runnable meanwhile) {
    plan.set(new Plan(cut, meanwhile));
  }

  /** How many COMMITs were cut. */
  public int cuts() {
    return cuts.get();
  }

  /** Cuts every connection and lets none through until {@link #up}. */
  public void down() {
    down = true;
    open.forEach(CommitCutter::closeQuietly);
  }

  public void up() {
    down = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (down) {
          closeQuietly(client);
          continue;
        }
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        Connection connection = new Connection(client, server);
        Thread.ofVirtual().start(connection::forward);
        Thread.ofVirtual().start(connection::answer);
      } catch (IOException e) {
        // The listener was closed, or the server is away: the client finds out by itself.
      }
    }
  }

  /** One client and its connection to the server. */
  private final class Connection {
    private final Socket client;
    private final Socket server;
    private final AtomicReference<Plan> cutting = new AtomicReference<>();
    private final Set<String> commits = new HashSet<>(Set.of("COMMIT"));
    private String before = "";

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forward() {
      try (client;
          server) {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] bytes = new byte[1 << 16];
        for (int length = in.read(bytes); length > 0; length = in.read(bytes)) {
          Plan cut = isCommit(text(bytes, length)) ? plan.getAndSet(null) : null;
          if (cut != null) {
            cuts.incrementAndGet();
            cutting.set(cut);
            switch (cut.cut()) {
              case NEVER_SENT -> {
                cut.meanwhile().run();
                return;
              }
              case ANSWERED -> {}
              case SENT_LATE -> {
                cut.meanwhile().run();
                client.close();
                Thread.sleep(LATE_MILLIS);
                out.write(bytes, 0, length);
                out.flush();
                Thread.sleep(LATE_MILLIS);
                return;
              }
            }
          }
          out.write(bytes, 0, length);
          out.flush();
        }
      } catch (IOException | InterruptedException e) {
        // The other side is gone.
      }
    }

    private boolean isCommit(String read) {
      String text = before + read;
      before = text.substring(Math.max(0, text.length() - MAX_NAME));
      Matcher prepared = PREPARED.matcher(text);
      while (prepared.find()) {
        commits.add(prepared.group(1));
      }
      return commits.stream().anyMatch(name -> text.contains("\0" + name + "\0"));
    }

    void answer() {
      try (client;
          server) {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] bytes = new byte[1 << 16];
        for (int length = in.read(bytes); length > 0; length = in.read(bytes)) {
          Plan cut = cutting.get();
          if (cut == null) {
            out.write(bytes, 0, length);
            out.flush();
          } else if (text(bytes, length).contains(COMMITTED)) {
            cut.meanwhile().run();
            return;
          }
        }
      } catch (IOException e) {
        // The other side is gone.
      }
    }
  }

  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    open.forEach(CommitCutter::closeQuietly);
  }
}
