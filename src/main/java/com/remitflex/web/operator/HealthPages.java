package com.remitflex.web.operator;

import com.remitflex.features.treasury.HealthBoard;
import com.remitflex.features.treasury.HealthItem;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.List;
import java.util.Map;

/** The first page of the operator console: what works, and what does not. */
public final class HealthPages {
  private final HealthBoard board;

  public HealthPages(HealthBoard board) {
    this.board = board;
  }

  public void addTo(Pages pages) {
    pages.on(Site.CONSOLE, "GET", "", Pages.Door.OPERATOR, this::show);
  }

  private Response show(PageRequest request) {
    List<HealthItem> items = board.items();
    return request.page(
        "operator/health.jte", "Health", Map.of("items", items, "summary", summary(items)));
  }

  private static String summary(List<HealthItem> items) {
    long broken = count(items, HealthItem.State.PROBLEM);
    long attention = count(items, HealthItem.State.ATTENTION);
    if (broken + attention == 0) {
      return "Everything that could be checked works.";
    }
    return (broken == 0 ? "" : broken + (broken == 1 ? " part does" : " parts do") + " not work. ")
        + (attention == 0
            ? ""
            : attention + (attention == 1 ? " needs" : " need") + " your attention.");
  }

  private static long count(List<HealthItem> items, HealthItem.State state) {
    return items.stream().filter(item -> item.state() == state).count();
  }
}
