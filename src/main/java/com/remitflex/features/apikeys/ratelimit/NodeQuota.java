package com.remitflex.features.apikeys.ratelimit;

import com.remitflex.features.apikeys.ratelimit.WindowStore.Portion;
import com.remitflex.features.apikeys.ratelimit.WindowStore.Unspent;
import com.remitflex.platform.http.api.RequestLimit.Window;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What this node has been given of one key's minute, under a holder's name that no other share ever
 * had, and how much of it is spent. Any thread may spend; {@link KeyWindow} alone adds.
 */
final class NodeQuota {
  static final long MINUTE_SECONDS = 60;

  /** More is fetched when so small a part is left of what the node may hold ahead. */
  private static final int FETCH_AT_PART = 4;

  private final long minute;
  private final int limit;
  private final String holder;
  private final AtomicInteger spent = new AtomicInteger();
  private volatile Given given;

  /** What the database said last, all of one moment. */
  private record Given(int requests, int left, int ahead) {
    boolean isNewerThan(Given other) {
      return requests > other.requests || (requests == other.requests && left < other.left);
    }
  }

  private NodeQuota(long minute, int limit, String holder, Given given) {
    this.minute = minute;
    this.limit = limit;
    this.holder = holder;
    this.given = given;
  }

  /** The share of a minute that ended long ago. */
  static NodeQuota none() {
    return new NodeQuota(-1, 0, "", new Given(0, 1, 0));
  }

  /** The share that begins with this portion. */
  static NodeQuota of(Portion portion) {
    return new NodeQuota(portion.minute(), portion.limit(), portion.holder(), given(portion));
  }

  private static Given given(Portion portion) {
    return new Given(portion.given(), portion.left(), portion.ahead());
  }

  /** Adds what the database has given since; an older answer changes nothing. */
  void add(Portion portion) {
    Given next = given(portion);
    if (next.isNewerThan(given)) {
      given = next;
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

  /** Admits or rejects one request without the database; empty when only that can decide. */
  Optional<Window> answer(long nowSeconds) {
    while (true) {
      Given now = given;
      int before = spent.get();
      if (before >= now.requests) {
        return now.left == 0 ? Optional.of(window(nowSeconds, 0, false)) : Optional.empty();
      }
      if (spent.compareAndSet(before, before + 1)) {
        return Optional.of(window(nowSeconds, now.requests - before - 1 + now.left, true));
      }
    }
  }

  /** Whether it is time to fetch more, before a request has to wait for it. */
  boolean isRunningLow() {
    Given now = given;
    return now.left > 0 && (now.requests - spent.get()) * FETCH_AT_PART <= now.ahead;
  }

  private Window window(long nowSeconds, int remaining, boolean admitted) {
    long reset = (minute + 1) * MINUTE_SECONDS;
    long secondsLeft = Math.clamp(reset - nowSeconds, 1, MINUTE_SECONDS);
    return new Window(limit, remaining, reset, (int) secondsLeft, admitted);
  }

  /** Takes away all that is unspent; the caller must count it nowhere else, or lose it. */
  Unspent withdraw(String keyId) {
    int requests = given.requests;
    int unspent = requests - spent.getAndUpdate(before -> Math.max(before, requests));
    return new Unspent(minute, keyId, holder, Math.max(0, unspent));
  }
}
