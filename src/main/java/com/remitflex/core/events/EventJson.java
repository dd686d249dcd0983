package com.remitflex.core.events;

import com.remitflex.platform.json.JsonWriter;

/** The JSON of an event: the same in the API, in streams and in webhooks, byte for byte. */
public final class EventJson {
  private EventJson() {}

  /** The event in UTF-8. */
  public static byte[] bytes(Event event) {
    return JsonWriter.bytes(out -> write(out, event));
  }

  /** The event as a text. */
  public static String text(Event event) {
    return JsonWriter.text(out -> write(out, event));
  }

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
}
