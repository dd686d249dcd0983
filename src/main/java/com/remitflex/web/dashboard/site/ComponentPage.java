package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.http.api.Response;
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

  private static Response show(PageRequest visit) {
    BarChart bars =
        new BarChart(
            "Requests",
            "Requests",
            "Errors",
            IntStream.range(0, 30)
                .mapToObj(i -> new BarChart.Count("day " + i, (i * 37L) % 101, (i * 13L) % 17))
                .toList());
    return visit.page("components.jte", "Components", Map.of("bars", bars, "now", THEN));
  }
}
