package com.remitflex.dashboard;

import com.remitflex.accounts.HeadId;
import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import com.remitflex.http.Cursors.Position;
import com.remitflex.keyring.Keys;
import com.remitflex.keys.ApiKey;
import com.remitflex.requestlog.LiveTail;
import com.remitflex.requestlog.LoggedRequest;
import com.remitflex.requestlog.RequestDetail;
import com.remitflex.requestlog.RequestFeeds;
import com.remitflex.requestlog.RequestFilter;
import com.remitflex.requestlog.RequestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

  /** The names of an account's keys, by their ids. */
  Map<String, String> names(HeadId head) {
    return keys.list(head).stream().collect(Collectors.toMap(ApiKey::id, ApiKey::name));
  }

  RequestStore.Found find(
      String accountId,
      List<String> keyIds,
      RequestFilter filter,
      Optional<Position> from,
      int most) {
    Instant now = clock.now();
    return database.with(handle ->
        new RequestStore(handle, accountId, keyIds, filter)
            .find(RequestStore.Order.NEWEST_FIRST, from, most, now.minus(kept), now));
  }

  List<LoggedRequest> newest(String accountId, List<String> keyIds, int most) {
    return find(accountId, keyIds, RequestFilter.all(), Optional.empty(), most).requests();
  }

  /** At most a thousand, the oldest first. */
  List<LoggedRequest> since(String accountId, List<String> keyIds, Instant from) {
    return database.with(handle ->
        new RequestStore(handle, accountId, keyIds, RequestFilter.all())
            .from(new Position(from, -1), clock.now().plus(Duration.ofMinutes(1)), MOST));
  }

  /** Follows what is written of these keys from now on; to be closed. */
  LiveTail follow(String accountId, List<String> keyIds, RequestFilter filter) {
    return feeds.follow(accountId, keyIds, filter, Optional.empty());
  }

  /** The request that created the object with this id. */
  Optional<LoggedRequest> creating(
      String accountId, List<String> keyIds, String id, Instant from, Instant to) {
    return database.with(handle -> RequestStore.creating(handle, accountId, keyIds, id, from, to));
  }

  Optional<LoggedRequest> one(String accountId, List<String> keyIds, String requestId) {
    return find(accountId, keyIds, RequestFilter.of(requestId), Optional.empty(), 1)
        .requests()
        .stream()
        .findFirst();
  }

  Optional<RequestDetail> detail(LoggedRequest request) {
    return database.with(handle -> RequestStore.detail(handle, request));
  }
}
