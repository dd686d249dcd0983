package com.remitflex.web.dashboard.webhooks;

import com.remitflex.features.events.inbox.InboxMessage;
import com.remitflex.features.events.inbox.InboxService;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Webhooks → Inbox: what the sandbox's inbox has received. */
public final class InboxPages {
  private static final String LIST = WebhookPages.LIST + "/inbox";
  private static final int PAGE_SIZE = 25;

  private final InboxService inbox;

  public InboxPages(InboxService inbox) {
    this.inbox = inbox;
  }

  public void addTo(Pages pages) {
    pages.get(LIST, Permission.VIEW, this::list).get(LIST + "/{id}", Permission.VIEW, this::one);
  }

  private Response list(PageRequest request) {
    requireSandbox(request);
    Filters filters = new Filters(request, List.of());
    Filters.Listing<Page<InboxMessage>> listing =
        filters.read(
            PAGE_SIZE, Page.empty(), (query, page) -> inbox.list(request.accountId(), page));
    Map<String, Object> model = new HashMap<>();
    model.put("url", inbox.url(request.accountId()));
    model.put("messages", listing.found().items());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().next()));
    return request.page(listing.status(), "webhooks/inbox.jte", "Inbox", model);
  }

  private Response one(PageRequest request) {
    requireSandbox(request);
    InboxMessage message =
        inbox
            .find(request.accountId(), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("message").exception());
    return request.page(
        "webhooks/message.jte",
        "Message",
        Map.of("message", message, "body", MessageBody.readable(message.body())));
  }

  private static void requireSandbox(PageRequest request) {
    if (request.environment() != Environment.SANDBOX) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "Only the sandbox has an inbox.").exception();
    }
  }
}
