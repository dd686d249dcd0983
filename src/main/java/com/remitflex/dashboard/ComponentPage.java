package com.remitflex.dashboard;

import com.remitflex.http.Reply;
import com.remitflex.people.Permission;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

/** Every part that pages are made of, with made-up data: for who works on the pages. */
public final class ComponentPage {
  private static final Instant THEN = Instant.parse("2026-11-24T04:01:48.268Z");

  private ComponentPage() {}

  /** Adds the page; to be called in the development mode alone. */
  public static void addTo(Pages pages) {
    pages.get("/components", Permission.VIEW, ComponentPage::show);
  }

  private static Reply show(Visit visit) {
    Bars bars =
        new Bars(
            "Requests",
            "Requests",
            "Errors",
            IntStream.range(0, 30)
                .mapToObj(i -> new Bars.Count("day " + i, (i * 37L) % 101, (i * 13L) % 17))
                .toList());
    return visit.page("components.jte", "Components", Map.of("bars", bars, "now", THEN));
  }
}
