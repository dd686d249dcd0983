package com.remitflex.web.operator;

import com.remitflex.core.audit.AuditEntry;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.features.members.operators.Operators;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The operators, and what they did. */
public final class OperatorPages {
  private static final int PAGE = 25;
  private static final List<String> FILTERS =
      List.of("action", "subject", "created_after", "created_before");

  private final Operators operators;
  private final AuditLog audit;
  private final OperatorNames names;

  public OperatorPages(Operators operators, AuditLog audit, OperatorNames names) {
    this.operators = operators;
    this.audit = audit;
    this.names = names;
  }

  public void addTo(Pages pages) {
    pages
        .on(Site.CONSOLE, "GET", "/operators", Pages.Door.OPERATOR, this::list)
        .on(Site.CONSOLE, "GET", "/audit-log", Pages.Door.OPERATOR, this::auditLog);
  }

  private Response list(PageRequest request) {
    return request.page(
        "operator/operators.jte", "Operators", Map.of("operators", operators.list()));
  }

  private Response auditLog(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<Page<AuditEntry>> listing =
        filters.read(
            PAGE,
            Page.empty(),
            (query, page) -> audit.ofOperators(AuditFilter.readAll(query), page));
    List<AuditEntry> entries = listing.found().items();
    Map<String, Object> model = new HashMap<>();
    model.put("entries", entries);
    model.put("names", names.of(entries.stream().map(entry -> entry.action().actor())));
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().next()));
    return request.page(listing.status(), "operator/audit-log.jte", "Audit log", model);
  }
}
