package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.http.api.Response;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

/** All components of pages with sample data, for developers of the pages. */
public final class ComponentPage {
  private static final Instant SAMPLE_TIME = Instant.parse("2026-11-24T04:01:48.268Z");

  private ComponentPage() {}

  /** Adds the page. To be called only in development mode. */
  public static void addTo(Pages pages) {
    pages.get("/components", Permission.VIEW, ComponentPage::show);
  }

  private static Response show(PageRequest request) {
    BarChart bars =
        new BarChart(
            "Requests",
            "Requests",
            "Errors",
            IntStream.range(0, 30)
                .mapToObj(i -> new BarChart.Count("day " + i, (i * 37L) % 101, (i * 13L) % 17))
                .toList());
    return request.page("components.jte", "Components", Map.of("bars", bars, "now", SAMPLE_TIME));
  }
}
