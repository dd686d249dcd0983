package com.remitflex.features.events;

import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventJson;
import com.remitflex.platform.json.JsonWriter;

/** The JSON of the feed of events. */
final class FeedJson {
  private static final String ID = "id: ";

  private FeedJson() {}

  /** The events that follow a number, with what the reader sends next. */
  static byte[] feed(EventService.Feed feed) {
    return JsonWriter.bytes(out ->
        out.object(() -> {
          out.name("data").array(feed.events(), event -> EventJson.write(out, event));
          out.name("pagination")
              .object(() -> {
                out.nullField("cursor");
                out.field("has_more", feed.hasMore());
                out.field("next_after_seq", feed.last());
                out.field("newest_seq", feed.newest());
              });
        }));
  }

  /** An event in the format of server-sent events, with its number as the ID. */
  static String serverSent(Event event) {
    String envelope = EventJson.text(event);
    return ID + event.seq() + "\ndata: " + envelope + "\n\n";
  }

  /** A comment with the number that was reached: clients store it, without an event. */
  static String heartbeat(long position) {
    return ": nothing new\n" + ID + position + "\n\n";
  }
}
