package com.remitflex.features.apikeys.ratelimit;

import com.remitflex.features.apikeys.ratelimit.WindowStore.Allocation;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Unspent;
import com.remitflex.platform.http.api.RequestLimit.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests of one key's minute that are allocated to this node, and how many of them are spent.
 * The quota has a holder name that no other quota ever had. Any thread may spend; only {@link
 * KeyWindow} adds.
 */
final class NodeQuota {
  static final long MINUTE_SECONDS = 60;

  /** More is fetched when a quarter is left of what the node may hold ahead. */
  private static final int FETCH_AT_PART = 4;

  private final long minute;
  private final int limit;
  private final String holder;
  private final AtomicInteger spent = new AtomicInteger();
  private volatile Grant grant;

  /** The last allocation, all of one moment. */
  private record Grant(int requests, int left, int ahead) {
    boolean isNewerThan(Grant other) {
      return requests > other.requests || (requests == other.requests && left < other.left);
    }
  }

  private NodeQuota(long minute, int limit, String holder, Grant grant) {
    this.minute = minute;
    this.limit = limit;
    this.holder = holder;
    this.grant = grant;
  }

  /** A quota of a minute that ended long ago. */
  static NodeQuota none() {
    return new NodeQuota(-1, 0, "", new Grant(0, 1, 0));
  }

  /** The quota that begins with this allocation. */
  static NodeQuota of(Allocation allocation) {
    return new NodeQuota(
        allocation.minute(), allocation.limit(), allocation.holder(), grant(allocation));
  }

  private static Grant grant(Allocation allocation) {
    return new Grant(allocation.given(), allocation.left(), allocation.ahead());
  }

  /** Adds an allocation; one that is older than the last changes nothing. */
  void add(Allocation allocation) {
    Grant next = grant(allocation);
    if (next.isNewerThan(grant)) {
      grant = next;
    }
  }

  long minute() {
    return minute;
  }

  int limit() {
    return limit;
  }

  String holder() {
    return holder;
  }

  int spent() {
    return spent.get();
  }

  /** Admits or rejects one request; empty when only the database can decide. */
  Optional<Window> take(long nowSeconds) {
    while (true) {
      Grant now = grant;
      int before = spent.get();
      if (before >= now.requests) {
        return now.left == 0 ? Optional.of(window(nowSeconds, 0, false)) : Optional.empty();
      }
      if (spent.compareAndSet(before, before + 1)) {
        return Optional.of(window(nowSeconds, now.requests - before - 1 + now.left, true));
      }
    }
  }

  /** Whether more must be fetched soon, so that no request waits for it. */
  boolean isRunningLow() {
    Grant now = grant;
    return now.left > 0 && (now.requests - spent.get()) * FETCH_AT_PART <= now.ahead;
  }

  private Window window(long nowSeconds, int remaining, boolean admitted) {
    long reset = (minute + 1) * MINUTE_SECONDS;
    long secondsLeft = Math.clamp(reset - nowSeconds, 1, MINUTE_SECONDS);
    return new Window(limit, remaining, reset, (int) secondsLeft, admitted);
  }

  /** Removes and returns all unspent requests. */
  Unspent withdraw(String keyId) {
    int requests = grant.requests;
    int unspent = requests - spent.getAndUpdate(before -> Math.max(before, requests));
    return new Unspent(minute, keyId, holder, Math.max(0, unspent));
  }
}
