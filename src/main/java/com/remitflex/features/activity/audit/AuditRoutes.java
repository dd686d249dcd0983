package com.remitflex.features.activity.audit;

import static com.remitflex.platform.access.Scope.ADMIN;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditEntry;
import com.remitflex.features.activity.audit.AuditPageStore.Order;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What the API answers under /v1/audit-log. */
public final class AuditRoutes {
  private static final Set<String> LIST_PARAMETERS =
      Stream.concat(Stream.of("limit", "order", "cursor"), AuditFilter.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());
  private static final int LARGEST_PAGE = 100;
  private static final int PAGE = 20;

  private final Database database;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public AuditRoutes(Database database, Cursors cursors, DatabaseClock clock) {
    this.database = database;
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

  /** GET /v1/audit-log: what concerns the caller's environment or the account as a whole. */
  public Response list(ApiRequest call) {
    Query query = call.query();
    query.allow(LIST_PARAMETERS);
    int limit = query.number("limit", 1, LARGEST_PAGE, PAGE);
    String direction = query.word("order", List.of("desc", "asc"));
    Order order = direction.equals("asc") ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
    Principal principal = call.principal();
    AuditFilter filter = AuditFilter.read(query, principal.environment());
    String list = "audit log " + principal.accountId() + " " + direction + " " + filter;
    Optional<Position> from =
        query.find("cursor").map(cursor -> cursors.decode(list, cursor, clock.now()));
    List<AuditEntry> found =
        database.with(handle ->
            new AuditPageStore(handle, principal.accountId(), filter, order).page(from, limit + 1));
    boolean hasMore = found.size() > limit;
    List<AuditEntry> page = hasMore ? found.subList(0, limit) : found;
    return Response.json(
        200,
        Json.text(
            Json.list(
                page.stream().map(AuditRoutes::json).toList(),
                hasMore ? Optional.of(cursor(list, page.getLast())) : Optional.empty(),
                hasMore,
                Optional.empty())));
  }

  /** The newest entries of an account, as the API shows them. */
  public static List<ObjectNode> newest(
      Handle handle, String accountId, AuditFilter filter, int most) {
    return before(handle, accountId, filter, Optional.empty(), most);
  }

  /** As {@link #newest}, of those before a position: of an entry's time and `seq`. */
  public static List<ObjectNode> before(
      Handle handle, String accountId, AuditFilter filter, Optional<Position> from, int most) {
    return new AuditPageStore(handle, accountId, filter, Order.NEWEST_FIRST)
        .page(from, most).stream().map(AuditRoutes::json).toList();
  }

  private String cursor(String list, AuditEntry last) {
    return cursors.encode(list, new Position(last.createdAt(), last.seq()), clock.now());
  }

  private static ObjectNode json(AuditEntry entry) {
    AuditAction act = entry.action();
    Actor actor = act.actor();
    ObjectNode node = Json.object();
    node.put("seq", entry.seq());
    entry.environment().map(Environment::word).ifPresent(e -> node.put("environment", e));
    node.put("action", act.action());
    node.put("subject", act.subject());
    ObjectNode who = node.putObject("actor");
    who.put("type", actor.kind().word());
    actor.id().ifPresent(id -> who.put("id", id));
    actor.ip().ifPresent(ip -> node.put("ip", ip));
    actor.userAgent().ifPresent(userAgent -> node.put("user_agent", userAgent));
    actor.requestId().ifPresent(requestId -> node.put("request_id", requestId));
    node.set("details", Json.trusted(act.details()));
    node.put("created_at", Json.time(entry.createdAt()));
    node.put("previous_hash", HexFormat.of().formatHex(entry.previousHash()));
    node.put("hash", HexFormat.of().formatHex(entry.hash()));
    return node;
  }
}
