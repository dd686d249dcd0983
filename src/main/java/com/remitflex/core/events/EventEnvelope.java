package com.remitflex.core.events;

import com.remitflex.platform.json.JsonWriter;

/** The JSON of an event: the same bytes in the API, in streams and in webhooks. */
public final class EventEnvelope {
  private EventEnvelope() {}

  public static void write(JsonWriter out, Event event) {
    out.object(() -> {
      out.field("id", event.id());
      out.field("type", event.type());
      out.field("seq", event.seq());
      out.field("environment", event.head().environment().word());
      out.field("created_at", event.createdAt());
      out.name("data").json(event.data());
    });
  }

  /** The envelope in UTF-8. */
  public static byte[] bytes(Event event) {
    return JsonWriter.bytes(out -> write(out, event));
  }
}
