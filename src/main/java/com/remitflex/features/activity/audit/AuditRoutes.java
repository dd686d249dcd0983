package com.remitflex.features.activity.audit;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import java.util.List;

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

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(new Route("GET", "/v1/audit-log", ADMIN, listOperation(), this::list));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listAuditLog",
            "List the audit log",
            "Lists who did what to the account and its keys: the entries of this environment and"
                + " those about the account as a whole. Entries are never changed; each contains"
                + " the hash of the account's previous entry.",
            "AuditEntryList")
        .withPages(
            Parameter.text(
                "action", "Only entries with this action, for example `api_key.created`."),
            Parameter.text("subject", "Only entries about the object with this ID."),
            Parameter.text("created_after", "Only entries created at or after this time."),
            Parameter.text("created_before", "Only entries created before this time."))
        .withErrors(ErrorCode.INVALID_CURSOR);
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
