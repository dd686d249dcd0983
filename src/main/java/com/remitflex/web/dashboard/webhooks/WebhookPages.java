package com.remitflex.web.dashboard.webhooks;

import com.remitflex.features.members.people.Permission;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.DeliveryFilter;
import com.remitflex.features.webhooks.deliveries.DeliveryService;
import com.remitflex.features.webhooks.endpoints.EndpointChange;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.features.webhooks.signing.Ed25519;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Webhooks: the endpoints of the account, and one of them with its deliveries. */
public final class WebhookPages {
  static final String LIST = "/webhooks";
  static final String ENDPOINTS = LIST + "/endpoints";

  private static final String ONE = ENDPOINTS + "/{id}";
  private static final int PAGE_SIZE = 25;
  private static final List<String> FILTERS = List.of("status", "event_type");

  private final WebhookService webhooks;
  private final DeliveryService deliveries;
  private final EndpointCipher cipher;
  private final DatabaseClock clock;
  private final String publicUrl;

  /**
   * The pages.
   *
   * @param cipher reads a secret once its reveal is in the audit log
   */
  public WebhookPages(
      WebhookService webhooks,
      DeliveryService deliveries,
      EndpointCipher cipher,
      DatabaseClock clock,
      String publicUrl) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.cipher = cipher;
    this.clock = clock;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    Permission manage = Permission.MANAGE_KEYS;
    pages
        .get(LIST, Permission.VIEW, this::list)
        .get(ENDPOINTS + "/new", manage, request -> newForm(request, FormErrors.NONE))
        .post(ENDPOINTS, manage, Repeat.ENGINE, this::create)
        .get(ONE, Permission.VIEW, request -> one(request, FormErrors.NONE))
        .get(ONE + "/edit", manage, request -> editForm(request, FormErrors.NONE))
        .post(ONE + "/edit", manage, Repeat.ENGINE, this::change)
        .post(ONE + "/enable", manage, Repeat.ENGINE, request -> enable(request, true))
        .post(ONE + "/disable", manage, Repeat.ENGINE, request -> enable(request, false))
        .post(ONE + "/test", manage, Repeat.ENGINE, this::test)
        .post(ONE + "/rotate", manage, Repeat.ENGINE, this::rotate)
        .post(ONE + "/reveal", manage, Repeat.ENGINE, this::reveal)
        .post(ONE + "/delete", manage, Repeat.ENGINE, this::delete);
  }

  private Response list(PageRequest request) {
    List<WebhookEndpoint> endpoints = webhooks.all(request.head());
    return request.page(
        "webhooks/endpoints.jte",
        "Webhooks",
        Map.of(
            "endpoints",
            endpoints,
            "lanes",
            deliveries.lanes(request.head()),
            "publicUrl",
            publicUrl));
  }

  private Response newForm(PageRequest request, FormErrors errors) {
    return request.page(
        errors.status(),
        "webhooks/new.jte",
        "New endpoint",
        Map.of(
            "fields",
            EndpointFields.ofNew(request.form(), request.query().text("url")),
            "errors",
            errors));
  }

  private Response create(PageRequest request) {
    return request.trying(
        () -> {
          EndpointChange created = EndpointFormJson.create(request.form());
          String id =
              webhooks.create(request.caller(), created).orElseThrow().result().resourceId();
          return request.done(
              "Endpoint created. Reveal its secret to verify signatures.", ENDPOINTS + "/" + id);
        },
        errors -> newForm(request, errors));
  }

  private Response one(PageRequest request, FormErrors errors) {
    WebhookEndpoint endpoint = endpoint(request);
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<Page<Delivery>> listing =
        filters.read(
            PAGE_SIZE,
            Page.empty(),
            (query, page) ->
                deliveries.list(request.head(), endpoint.id(), DeliveryFilter.read(query), page));
    Map<String, Object> model = new HashMap<>();
    model.put("endpoint", endpoint);
    model.put("lane", Optional.ofNullable(deliveries.lanes(request.head()).get(endpoint.id())));
    model.put("overlapEnds", endpoint.overlapEndsAt().filter(clock.now()::isBefore));
    model.put("publicKey", Ed25519.text(endpoint.publicKey()));
    model.put("publicUrl", publicUrl);
    model.put("deliveries", listing.found().items());
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("next", filters.next(listing.found().next()));
    model.put("errors", errors);
    int status = errors.status() == 200 ? listing.status() : errors.status();
    return request.page(status, "webhooks/endpoint.jte", "Endpoint", model);
  }

  private Response editForm(PageRequest request, FormErrors errors) {
    WebhookEndpoint endpoint = endpoint(request);
    return request.page(
        errors.status(),
        "webhooks/edit.jte",
        "Edit endpoint",
        Map.of(
            "endpoint",
            endpoint,
            "fields",
            EndpointFields.of(endpoint, request.form(), errors),
            "errors",
            errors));
  }

  private Response change(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          EndpointChange change = EndpointFormJson.change(request.form());
          webhooks.change(request.caller(), id, change).orElseThrow();
          return request.done("Endpoint changed.", ENDPOINTS + "/" + id);
        },
        errors -> editForm(request, errors));
  }

  private Response enable(PageRequest request, boolean enabled) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          webhooks.change(request.caller(), id, EndpointChange.enabled(enabled)).orElseThrow();
          return request.done(
              enabled
                  ? "Endpoint enabled. It receives events from now on."
                  : "Endpoint disabled. It receives nothing until it is enabled.",
              ENDPOINTS + "/" + id);
        },
        errors -> one(request, errors));
  }

  private Response test(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          webhooks.sendTest(request.caller(), id).orElseThrow();
          return request.done(
              "Test event created. Its delivery appears below.", ENDPOINTS + "/" + id);
        },
        errors -> one(request, errors));
  }

  private Response rotate(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          webhooks.rotateSecret(request.caller(), id, WebhookService.DEFAULT_OVERLAP).orElseThrow();
          return request.done(
              "Secret rotated. For 24 hours, deliveries are signed with both secrets.",
              ENDPOINTS + "/" + id);
        },
        errors -> one(request, errors));
  }

  /**
   * Shows the secret in the response to the form, so that no address leads to it. A repetition of
   * the form shows it again for some minutes, without another entry in the audit log.
   */
  private Response reveal(PageRequest request) {
    WebhookEndpoint endpoint = endpoint(request);
    request.setResultPage(ENDPOINTS + "/" + endpoint.id());
    var _ = webhooks.revealSecret(request.caller(), endpoint.id()).orElseThrow();
    List<String> secrets = cipher.sending(endpoint, clock.now()).keys().secrets();
    return request.page(
        "webhooks/secret.jte",
        "Secret",
        Map.of(
            "endpoint",
            endpoint,
            "secret",
            secrets.getFirst(),
            "previous",
            secrets.size() > 1 ? secrets.getLast() : ""));
  }

  private Response delete(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          webhooks.delete(request.caller(), id).orElseThrow();
          return request.done("Endpoint deleted. Its pending deliveries ended.", LIST);
        },
        errors -> one(request, errors));
  }

  private WebhookEndpoint endpoint(PageRequest request) {
    return webhooks
        .find(request.head(), request.parameter("id"))
        .orElseThrow(() -> ApiRequest.notFound("webhook endpoint").exception());
  }
}
