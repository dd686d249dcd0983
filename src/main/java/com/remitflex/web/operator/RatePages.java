package com.remitflex.web.operator;

import com.remitflex.features.corridors.rates.sources.LiveRates;
import com.remitflex.features.exchange.positions.FxPositions;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The live rates with their sources, and what the platform has exchanged. */
public final class RatePages {
  private final LiveRates rates;
  private final FxPositions positions;
  private final DatabaseClock clock;

  public RatePages(LiveRates rates, FxPositions positions, DatabaseClock clock) {
    this.rates = rates;
    this.positions = positions;
    this.clock = clock;
  }

  public void addTo(Pages pages) {
    pages.on(Site.CONSOLE, "GET", "/rates", Pages.Door.OPERATOR, this::show);
  }

  private Response show(PageRequest request) {
    Instant now = clock.now();
    return request.page(
        "operator/rates.jte",
        "Rates",
        Map.of(
            "sources", rates.sources().stream().map(status -> SourceRow.of(status, now)).toList(),
            "rates", List.copyOf(rates.at(Environment.LIVE, now).all()),
            "positions", positions.all()));
  }
}
