package com.remitflex.features.activity.audit;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.ListParameters;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;

/** The endpoints under /v1/audit-log. */
public final class AuditRoutes {
  private final AuditLog audit;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public AuditRoutes(AuditLog audit, Cursors cursors, DatabaseClock clock) {
    this.audit = audit;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** GET /v1/audit-log: the entries of the caller's environment and of the account as a whole. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    ListParameters parameters = ListParameters.read(query, AuditFilter.NAMES);
    Principal principal = request.principal();
    AuditFilter filter = AuditFilter.read(query, principal.environment());
    ListParameters.PagedList list =
        parameters.of(
            cursors, "audit log " + principal.accountId(), filter.toString(), clock.now());
    return list.response(
        audit.list(principal.accountId(), filter, list.query()).map(AuditJson::object));
  }
}
