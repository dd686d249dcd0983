package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RejectionSummary;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Exchange;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rejected requests of one key, reason and second that are stored as one row: the row of the first
 * request, with a summary.
 */
final class Burst {
  /** The maximum number of addresses that a row names: those with the most requests. */
  private static final int MAX_NAMED = 20;

  /** The maximum number of addresses that are counted; requests from others may have followed. */
  static final int MAX_ADDRESSES = 1_000;

  private final Exchange first;
  private final KeyOwner owner;
  private final Instant answeredAt;
  private final Map<String, Long> addresses = new HashMap<>();
  private final Map<Spool.Mark, Integer> marks = new HashMap<>();
  private long requests;
  private boolean settled;

  Burst(Exchange first, KeyOwner owner, Instant answeredAt) {
    this.first = first;
    this.owner = owner;
    this.answeredAt = answeredAt;
  }

  /**
   * Counts a request.
   *
   * @return whether its address is a new one that is now counted
   */
  synchronized boolean add(String ip, boolean hasRoom) {
    requests++;
    boolean isNew = !addresses.containsKey(ip);
    if (!isNew || (hasRoom && addresses.size() < MAX_ADDRESSES)) {
      addresses.merge(ip, 1L, Long::sum);
      return isNew;
    }
    return false;
  }

  /** Settles this entry of the spool when the row is written. */
  synchronized void settleWithRow(Spool.Mark mark) {
    if (settled) {
      mark.settle();
    } else {
      marks.merge(mark, 1, Integer::sum);
    }
  }

  synchronized void settle() {
    settled = true;
    marks.forEach((mark, times) -> {
      for (int i = 0; i < times; i++) {
        mark.settle();
      }
    });
    marks.clear();
  }

  String id() {
    return first.client().requestId();
  }

  KeyOwner owner() {
    return owner;
  }

  Instant answeredAt() {
    return answeredAt;
  }

  synchronized long requests() {
    return requests;
  }

  synchronized int addresses() {
    return addresses.size();
  }

  synchronized RequestCopy.Row row() {
    Map<String, Long> named = new LinkedHashMap<>();
    addresses.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .limit(MAX_NAMED)
        .forEach(one -> named.put(one.getKey(), one.getValue()));
    return RequestCopy.Row.of(
        LoggedRequest.of(first, owner, answeredAt)
            .with(new RejectionSummary(requests, addresses.size(), named)),
        this::settle);
  }
}
