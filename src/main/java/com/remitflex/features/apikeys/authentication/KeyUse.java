package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.Presented;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The use of one key on this node. */
final class KeyUse {
  /** Clients of old secrets that are counted separately per hour; the others count as one. */
  private static final int MAX_CLIENTS = 200;

  private static final String OTHER_CLIENTS = "";

  /** One client of one of the key's secrets. */
  record Client(long generation, boolean retired, String ip, String userAgent) {}

  /** How often a client used a secret, and its last request. Only its owner changes it. */
  static final class Count {
    private long requests;
    private AcceptedRequest last;

    Count(AcceptedRequest first) {
      this.last = first;
    }

    void add(long more, AcceptedRequest request) {
      requests += more;
      if (request.at().isAfter(last.at())) {
        last = request;
      }
    }

    long requests() {
      return requests;
    }

    AcceptedRequest last() {
      return last;
    }
  }

  private @Nullable AcceptedRequest last;
  private Map<Client, Count> unwritten = new HashMap<>();

  /** The count of a newest secret in {@link #unwritten}: most requests are added to it. */
  private @Nullable Count ofNewest;

  private long newest;
  private final Set<Client> clientsOfHour = new HashSet<>();
  private Instant hour = Instant.EPOCH;

  /**
   * Accepts a request, unless the key was restricted in the meantime. A thread that applies a
   * revocation and then calls {@link #last} sees every request that was accepted before.
   */
  synchronized boolean accept(
      Presented presented, AcceptedRequest request, BooleanSupplier isCurrent) {
    if (!isCurrent.getAsBoolean()) {
      return false;
    }
    last = request;
    boolean isNewest = presented.retired().isEmpty();
    if (isNewest && ofNewest != null && newest == presented.generation()) {
      ofNewest.add(1, request);
      return true;
    }
    Count count = count(client(presented, request), 1, request);
    if (isNewest) {
      ofNewest = count;
      newest = presented.generation();
    }
    return true;
  }

  /** Clients of the newest secret are not told apart: they need not move to another secret. */
  private Client client(Presented presented, AcceptedRequest request) {
    boolean retired = presented.retired().isPresent();
    Client others = new Client(presented.generation(), retired, OTHER_CLIENTS, OTHER_CLIENTS);
    if (!retired) {
      return others;
    }
    Instant now = request.at().truncatedTo(ChronoUnit.HOURS);
    if (!now.equals(hour)) {
      clientsOfHour.clear();
      hour = now;
    }
    Client one = new Client(presented.generation(), true, request.ip(), request.userAgent());
    boolean known = clientsOfHour.contains(one);
    return known || (clientsOfHour.size() < MAX_CLIENTS && clientsOfHour.add(one)) ? one : others;
  }

  synchronized Optional<AcceptedRequest> last() {
    return Optional.ofNullable(last);
  }

  /** Removes and returns the counts that are not yet written. */
  synchronized Map<Client, Count> drain() {
    Map<Client, Count> drained = unwritten;
    if (!drained.isEmpty()) {
      unwritten = new HashMap<>();
      ofNewest = null;
    }
    return drained;
  }

  /** Adds counts again that could not be written. */
  synchronized void restore(Map<Client, Count> drained) {
    drained.forEach((client, count) -> count(client, count.requests(), count.last()));
  }

  private Count count(Client client, long requests, AcceptedRequest request) {
    Count count = unwritten.computeIfAbsent(client, one -> new Count(request));
    count.add(requests, request);
    return count;
  }
}
