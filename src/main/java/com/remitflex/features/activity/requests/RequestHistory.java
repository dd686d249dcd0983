package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the history of requests: for the API, the Dashboard and the CLI. */
public final class RequestHistory {
  private static final int MAX_SINCE = 1_000;

  /** The clocks of nodes differ: a request may have a time that is in the future here. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private final Database database;
  private final DatabaseClock clock;
  private final Duration retention;
  private final RequestFeeds feeds;

  /**
   * The history of this installation.
   *
   * @param retentionDays for how many whole days a request is stored
   * @param feeds of the live tails of this node
   */
  public RequestHistory(
      Database database, DatabaseClock clock, int retentionDays, RequestFeeds feeds) {
    this.database = database;
    this.clock = clock;
    this.retention = Duration.ofDays(retentionDays + 1L);
    this.feeds = feeds;
  }

  /** A page of requests. A search that takes too long ends its page early. */
  public Page<LoggedRequest> list(HistoryScope scope, RequestFilter filter, PageQuery page) {
    Instant now = clock.now();
    return database.with(
        handle -> new RequestStore(handle, scope, filter).page(page, now.minus(retention), now));
  }

  /** The newest requests. */
  public List<LoggedRequest> newest(HistoryScope scope, int limit) {
    return list(scope, RequestFilter.all(), PageQuery.newest(limit)).items();
  }

  /** The requests from this time on, oldest first, at most 1,000. */
  public List<LoggedRequest> since(HistoryScope scope, Instant from) {
    return database.with(handle ->
        new RequestStore(handle, scope, RequestFilter.all())
            .after(new Position(from, -1), clock.now().plus(CLOCK_TOLERANCE), MAX_SINCE));
  }

  /** The request with this ID; empty if there is none in this scope. */
  public Optional<RequestEntry> find(HistoryScope scope, String requestId) {
    if (!IdPrefix.REQUEST.matches(requestId)) {
      return Optional.empty();
    }
    return list(scope, RequestFilter.of(requestId), PageQuery.newest(1)).items().stream()
        .findFirst()
        .map(request ->
            new RequestEntry(
                request, database.with(handle -> RequestStore.detail(handle, request))));
  }

  /** The request between two times whose response names the object that it created. */
  public Optional<LoggedRequest> creating(HeadId head, String objectId, Instant from, Instant to) {
    return database.with(handle -> RequestStore.creating(handle, head, objectId, from, to));
  }

  /** Follows the requests from now on; the caller closes the tail. */
  public LiveTail follow(HistoryScope scope, RequestFilter filter) {
    return feeds.follow(scope, filter, Optional.empty());
  }

  /**
   * Follows the requests after the last one that the client has received; without one, from the
   * filter's `created_after` on, or from now on. The caller closes the tail.
   *
   * @param lastRequestId ignored when it is not the ID of a request
   */
  public LiveTail resume(HistoryScope scope, RequestFilter filter, String lastRequestId) {
    return feeds.follow(scope, filter, start(scope, filter, lastRequestId));
  }

  /**
   * Follows the requests by a poll of its own, which loses none however slowly they are read: for
   * the one follower of a command.
   */
  public RequestTail tail(HistoryScope scope, RequestFilter filter) {
    Instant now = database.with(DatabaseClock::read);
    Instant from = filter.createdAfter().orElse(now.minus(RequestTail.MAX_DELAY));
    return new RequestTail(database, scope, filter, from);
  }

  private Optional<Instant> start(HistoryScope scope, RequestFilter filter, String lastRequestId) {
    boolean resumes = IdPrefix.REQUEST.matches(lastRequestId);
    if (!resumes && filter.createdAfter().isEmpty()) {
      return Optional.empty();
    }
    return database.with(handle -> {
      Instant now = DatabaseClock.read(handle);
      Instant oldest = now.minus(retention);
      Instant start = filter.createdAfter().orElse(now);
      if (resumes) {
        // Requests that were recorded late were not sent before the connection broke. Looking back
        // sends some requests twice, but loses none.
        start =
            new RequestStore(handle, scope, RequestFilter.of(lastRequestId))
                .page(PageQuery.newest(1), oldest, now).items().stream()
                    .findFirst()
                    .map(sent -> sent.at().minus(RequestTail.MAX_DELAY))
                    .orElse(start);
      }
      return Optional.of(start.isBefore(oldest) ? oldest : start);
    });
  }
}
