package com.remitflex.features.activity.requests;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Limits how many exports and live tails this node sends at the same time. */
public final class OpenStreams {
  public static final int MAX_OF_ACCOUNT = 10;

  /** Of one user of the Dashboard, in all accounts. */
  public static final int MAX_OF_PERSON = 5;

  private static final int MAX_OF_API = 200;
  private static final int MAX_OF_DASHBOARD = 100;
  private static final int RETRY_SECONDS = 10;
  private static final long MAX_START_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String owner;
  private final int maxOfOwner;
  private final int max;
  private final Set<Slot> slots = new HashSet<>();

  private OpenStreams(String owner, int maxOfOwner, int max) {
    this.owner = owner;
    this.maxOfOwner = maxOfOwner;
    this.max = max;
  }

  /** The streams of API keys, limited per account. */
  public static OpenStreams ofAccounts() {
    return new OpenStreams("an account", MAX_OF_ACCOUNT, MAX_OF_API);
  }

  /** The streams of the Dashboard, limited per user. */
  public static OpenStreams ofPeople() {
    return new OpenStreams("one person", MAX_OF_PERSON, MAX_OF_DASHBOARD);
  }

  /** The permit of one stream; it is released when the stream ends. */
  public final class Slot implements AutoCloseable {
    private final String ownerId;
    private final long takenNanos = System.nanoTime();
    private boolean begun;

    private Slot(String ownerId) {
      this.ownerId = ownerId;
    }

    /** The stream is being sent; a slot whose stream never begins is released automatically. */
    public Slot begin() {
      synchronized (OpenStreams.this) {
        begun = true;
        slots.add(this);
      }
      return this;
    }

    /** This stream, which holds the slot while it is sent. */
    public Response.Stream during(Response.Stream stream) {
      return (out, isOpen) -> {
        try (this) {
          begin();
          stream.write(out, isOpen);
        }
      };
    }

    @Override
    public void close() {
      synchronized (OpenStreams.this) {
        slots.remove(this);
      }
    }
  }

  /**
   * Acquires a slot for one more stream.
   *
   * @param ownerId ID of the account or the user
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  public synchronized Slot take(String ownerId) {
    // A response to HEAD has no body: its stream never begins.
    slots.removeIf(slot -> !slot.begun && System.nanoTime() - slot.takenNanos > MAX_START_NANOS);
    long own = slots.stream().filter(slot -> slot.ownerId.equals(ownerId)).count();
    if (own >= maxOfOwner || slots.size() >= max) {
      throw ApiError.later(
              ErrorCode.RATE_LIMIT_EXCEEDED,
              own >= maxOfOwner
                  ? "At most "
                      + maxOfOwner
                      + " exports and live tails of "
                      + owner
                      + " can be open at the same time. Close one, then try again."
                  : "This server is sending as many exports and live tails as it can. Try again.",
              RETRY_SECONDS)
          .exception();
    }

    Slot slot = new Slot(ownerId);
    slots.add(slot);
    return slot;
  }
}
