package com.remitflex.web.dashboard.activity;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.requests.LiveTail;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestDetail;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestStore;
import com.remitflex.features.activity.requests.Whose;
import com.remitflex.features.apikeys.lifecycle.Keys;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What pages read of the history. */
public final class RequestLists {
  private static final int MOST = 1_000;

  private final Database database;
  private final Keys keys;
  private final DatabaseClock clock;
  private final Duration kept;
  private final RequestFeeds feeds;

  /**
   * The history as pages show it.
   *
   * @param retentionDays how many days it goes back
   * @param feeds of the live tails of this node
   */
  public RequestLists(
      Database database, Keys keys, DatabaseClock clock, int retentionDays, RequestFeeds feeds) {
    this.feeds = feeds;
    this.database = database;
    this.keys = keys;
    this.clock = clock;
    this.kept = Duration.ofDays(retentionDays + 1L);
  }

  /** The names of these keys of an account, by their IDs. */
  Map<String, String> names(HeadId head, Collection<String> keyIds) {
    return keys.names(head, keyIds);
  }

  /** The names of the keys that sent these requests, by the keys' IDs. */
  Map<String, String> namesOf(HeadId head, List<LoggedRequest> requests) {
    return names(head, requests.stream().map(LoggedRequest::keyId).distinct().toList());
  }

  RequestStore.Found find(Whose whose, RequestFilter filter, Optional<Position> from, int most) {
    Instant now = clock.now();
    return database.with(handle ->
        new RequestStore(handle, whose, filter)
            .find(RequestStore.Order.NEWEST_FIRST, from, most, now.minus(kept), now));
  }

  public List<LoggedRequest> newest(Whose whose, int most) {
    return find(whose, RequestFilter.all(), Optional.empty(), most).requests();
  }

  /** At most a thousand, the oldest first. */
  public List<LoggedRequest> since(Whose whose, Instant from) {
    return database.with(handle ->
        new RequestStore(handle, whose, RequestFilter.all())
            .from(new Position(from, -1), clock.now().plus(Duration.ofMinutes(1)), MOST));
  }

  /** Follows what is written of this history from now on; to be closed. */
  LiveTail follow(Whose whose, RequestFilter filter) {
    return feeds.follow(whose, filter, Optional.empty());
  }

  /** The request that created the object with this id. */
  public Optional<LoggedRequest> creating(HeadId head, String id, Instant from, Instant to) {
    return database.with(handle -> RequestStore.creating(handle, head, id, from, to));
  }

  Optional<LoggedRequest> one(HeadId head, String requestId) {
    return find(Whose.account(head), RequestFilter.of(requestId), Optional.empty(), 1)
        .requests()
        .stream()
        .findFirst();
  }

  Optional<RequestDetail> detail(LoggedRequest request) {
    return database.with(handle -> RequestStore.detail(handle, request));
  }
}
