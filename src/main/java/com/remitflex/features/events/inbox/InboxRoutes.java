package com.remitflex.features.events.inbox;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import com.remitflex.platform.ids.Environment;
import java.util.List;
import java.util.Set;

/** The API under /v1/inbox. */
public final class InboxRoutes {
  private final InboxService inbox;
  private final Cursors cursors;
  private final DatabaseClock clock;

  public InboxRoutes(InboxService inbox, Cursors cursors, DatabaseClock clock) {
    this.inbox = inbox;
    this.cursors = cursors;
    this.clock = clock;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/inbox", READ, getOperation(), this::get),
        new Route("GET", "/v1/inbox/messages", READ, listOperation(), this::list),
        new Route("GET", "/v1/inbox/messages/{id}", READ, messageOperation(), this::message));
  }

  private static Operation getOperation() {
    return Operation.of(
            "getInbox",
            "Get the inbox",
            "Returns the URL of the sandbox's inbox, to which a webhook endpoint can send, and its"
                + " limits. Anyone who knows the URL can send to it. Returns 404 for a live key.",
            "Inbox")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/inbox. */
  public Response get(ApiRequest request) {
    String account = account(request);
    request.query().allow(Set.of());
    return Response.json(200, InboxJson.inbox(inbox.url(account)));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listInboxMessages",
            "List the messages of the inbox",
            "Lists what the inbox has received, with the check of each signature. Returns 404 for a"
                + " live key.",
            "InboxMessageList")
        .withPages()
        .withErrors(ErrorCode.NOT_FOUND, ErrorCode.INVALID_CURSOR);
  }

  /** GET /v1/inbox/messages. */
  public Response list(ApiRequest request) {
    String account = account(request);
    ListParameters parameters = ListParameters.read(request.query(), Set.of());
    ListParameters.PagedList list = parameters.of(cursors, "inbox " + account, "", clock.now());
    return list.response(inbox.list(account, list.query()), InboxJson::write);
  }

  private static Operation messageOperation() {
    return Operation.of(
            "getInboxMessage",
            "Get a message of the inbox",
            "Returns one message with its headers and its body, with all secrets masked.",
            "InboxMessage")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/inbox/messages/{id}. */
  public Response message(ApiRequest request) {
    String account = account(request);
    request.query().allow(Set.of());
    InboxMessage message =
        inbox
            .find(account, request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("message").exception());
    return Response.json(200, InboxJson.full(message));
  }

  private static String account(ApiRequest request) {
    if (request.principal().environment() != Environment.SANDBOX) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "Only a sandbox has an inbox. Use a key rf_test_….")
          .exception();
    }
    return request.principal().accountId();
  }
}
