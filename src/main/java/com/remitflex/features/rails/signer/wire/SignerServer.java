package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.Signer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a signer. A connection carries one request, has a few seconds for it, and is closed
 * without a response if it does not prove that it has the shared secret; connections beyond a limit
 * are closed immediately.
 */
public final class SignerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SignerServer.class);
  private static final Duration MAX_TIME = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final long WARNING_EVERY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MAX_CONNECTIONS = 64;

  private final Listening listening;
  private final Operations operations;
  private final SharedSecret secret;
  private final Duration maxTime;
  private final Deadlines deadlines = new Deadlines();
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
  private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARNING_EVERY_NANOS);
  private final AtomicBoolean isClosed = new AtomicBoolean();

  public SignerServer(Listening listening, Signer signer, SharedSecret secret) {
    this(listening, signer, secret, MAX_TIME);
  }

  SignerServer(Listening listening, Signer signer, SharedSecret secret, Duration maxTime) {
    this.listening = listening;
    this.operations = new Operations(signer);
    this.secret = secret;
    this.maxTime = maxTime;
  }

  /** Accepts connections until the server is closed. */
  public SignerServer start() {
    Thread.ofPlatform().name("signer-accept").start(this::accept);
    return this;
  }

  public String place() {
    return listening.place();
  }

  private void accept() {
    while (!isClosed.get()) {
      try {
        serve(listening.accept());
      } catch (IOException e) {
        if (!isClosed.get()) {
          warn("cannot accept a connection", e);
          pause();
        }
      }
    }
  }

  /** For example while the process has too many open files. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Link link) {
    if (!free.tryAcquire()) {
      Deadlines.closeQuietly(link);
      return;
    }
    Thread.ofVirtual()
        .name("signer-connection")
        .start(() -> {
          try (link) {
            deadlines.within(maxTime, link, () -> exchange(link));
          } catch (IOException e) {
            warn("closed a connection", e);
          } catch (RuntimeException e) {
            LOG.error("a request to the signer failed", e);
          } finally {
            free.release();
          }
        });
  }

  private Boolean exchange(Link link) throws IOException {
    Exchange.serve(link.in(), link.out(), secret, operations::respond);
    return true;
  }

  /** At most once in some seconds, so that strangers cannot fill the log. */
  private void warn(String what, IOException e) {
    long last = lastWarning.get();
    long now = System.nanoTime();
    if (now - last >= WARNING_EVERY_NANOS && lastWarning.compareAndSet(last, now)) {
      LOG.warn("{}: {}", what, e.toString());
    }
  }

  /** Stops accepting, and waits for the requests in flight. */
  @Override
  public void close() {
    if (isClosed.getAndSet(true)) {
      return;
    }
    Deadlines.closeQuietly(listening);
    try {
      if (!free.tryAcquire(MAX_CONNECTIONS, 2 * maxTime.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("requests to the signer did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    deadlines.close();
  }
}
