package com.remitflex.web.operator;

import com.remitflex.features.rails.evm.fees.FeePeriod;
import com.remitflex.features.rails.evm.fees.FeeRange;
import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** What the relayers have paid for gas. */
public final class NetworkFeePages {
  private static final int MAX_NEWEST = 25;

  private final NetworkFees fees;

  public NetworkFeePages(NetworkFees fees) {
    this.fees = fees;
  }

  public void addTo(Pages pages) {
    pages.on(Site.CONSOLE, "GET", "/fees", Pages.Door.OPERATOR, this::show);
  }

  private Response show(PageRequest request) {
    Optional<FeeRange> chosen = range(request);
    return request.page(
        "operator/fees.jte",
        "Network fees",
        Map.of(
            "report", fees.report(chosen.orElseGet(NetworkFeePages::usual)),
            "newest", fees.newest(MAX_NEWEST),
            "error",
                chosen.isPresent()
                    ? ""
                    : "Choose dates of the years 2000 to 9999, the first one not after the last."));
  }

  private static FeeRange usual() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return new FeeRange(FeePeriod.DAY, Optional.empty(), FeePeriod.DAY.usualStart(today), today);
  }

  /** What the query asks for; empty if its dates cannot be read or do not follow each other. */
  private static Optional<FeeRange> range(PageRequest request) {
    FeePeriod period = request.query().find("by").flatMap(FeePeriod::find).orElse(FeePeriod.DAY);
    try {
      LocalDate to = text(request, "to").map(LocalDate::parse).orElseGet(() -> usual().to());
      return FeeRange.of(
          period, text(request, "network"), text(request, "from").map(LocalDate::parse), to);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A parameter; a field that was left empty is none. */
  private static Optional<String> text(PageRequest request, String name) {
    return request.query().find(name).map(String::strip).filter(text -> !text.isEmpty());
  }
}
