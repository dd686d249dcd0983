package com.remitflex.features.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventFilter;
import com.remitflex.core.events.EventPageStore;
import com.remitflex.core.events.EventStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.IdPrefix;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the events of accounts: one, a page, all after a number, or each new one. */
public final class EventService {
  private final Database database;
  private final EventFeeds feeds;

  public EventService(Database database, EventFeeds feeds) {
    this.database = database;
    this.feeds = feeds;
  }

  /**
   * The events that follow a number, without a gap.
   *
   * @param last number of the last event that the reader then has
   * @param newest number of the account's newest event, read at the same moment
   */
  public record Feed(List<Event> events, long last, long newest) {
    public boolean hasMore() {
      return last < newest;
    }
  }

  /** An event of this account and environment. */
  public Optional<Event> find(HeadId head, String id) {
    return IdPrefix.EVENT.matches(id) ? EventStore.find(database, head, id) : Optional.empty();
  }

  /** A page of events. It can have fewer than its limit although more follow. */
  public Page<Event> list(HeadId head, EventFilter filter, PageQuery query) {
    return EventPageStore.find(database, head, filter, query);
  }

  /** The events about one object, oldest first. */
  public List<Event> about(HeadId head, String subject) {
    return EventStore.about(database, head, subject);
  }

  /** The next events after a number, at most `limit`. */
  public Feed after(HeadId head, long seq, int limit) {
    EventStore.Feed feed = EventStore.after(database, head, seq, limit);
    long last = feed.events().isEmpty() ? seq : feed.events().getLast().seq();
    return new Feed(feed.events(), last, feed.newest());
  }

  /** The number of the newest event; 0 if there is none. */
  public long newest(HeadId head) {
    return EventPageStore.newest(database, head);
  }

  /**
   * Follows the events after a number; without one, those from now on. The caller closes the tail.
   */
  public EventTail follow(HeadId head, EventFilter filter, OptionalLong after) {
    return feeds.follow(head, filter, after);
  }
}
