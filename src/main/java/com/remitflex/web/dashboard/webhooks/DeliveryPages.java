package com.remitflex.web.dashboard.webhooks;

import com.remitflex.features.members.people.Permission;
import com.remitflex.features.webhooks.deliveries.Attempt;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.DeliveryService;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.features.webhooks.replay.ReplayRequest;
import com.remitflex.features.webhooks.replay.ReplayService;
import com.remitflex.features.webhooks.replay.Which;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.PrettyJson;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One delivery with its attempts, and replays. */
public final class DeliveryPages {
  private static final String ONE = WebhookPages.ENDPOINTS + "/{id}/deliveries/{event}";
  private static final String REPLAY = WebhookPages.ENDPOINTS + "/{id}/replay";
  private static final String NUMBER = "[0-9]{1,18}";

  private final WebhookService webhooks;
  private final DeliveryService deliveries;
  private final ReplayService replays;

  public DeliveryPages(WebhookService webhooks, DeliveryService deliveries, ReplayService replays) {
    this.webhooks = webhooks;
    this.deliveries = deliveries;
    this.replays = replays;
  }

  public void addTo(Pages pages) {
    pages
        .get(ONE, Permission.VIEW, request -> one(request, FormErrors.NONE))
        .post(ONE + "/replay", Permission.MANAGE_KEYS, Repeat.ENGINE, this::replayOne)
        .get(
            REPLAY,
            Permission.MANAGE_KEYS,
            request -> replayForm(request, request.query(), FormErrors.NONE))
        .post(REPLAY, Permission.MANAGE_KEYS, Repeat.ENGINE, this::replay);
  }

  private Response one(PageRequest request, FormErrors errors) {
    WebhookEndpoint endpoint = endpoint(request);
    Delivery delivery =
        deliveries
            .find(request.head(), endpoint.id(), request.parameter("event"))
            .orElseThrow(() -> ApiRequest.notFound("delivery").exception());
    Map<String, Object> model = new HashMap<>();
    model.put("endpoint", endpoint);
    model.put("delivery", delivery);
    List<Attempt> attempts = deliveries.attempts(delivery);
    byte[] body = deliveries.request(delivery).orElse(new byte[0]);
    model.put("attempts", attempts);
    model.put("request", RequestText.of(endpoint, delivery, attempts, body));
    model.put("body", pretty(body));
    model.put("errors", errors);
    return request.page(errors.status(), "webhooks/delivery.jte", "Delivery", model);
  }

  private static String pretty(byte[] json) {
    return json.length == 0 ? "" : PrettyJson.of(new String(json, StandardCharsets.UTF_8));
  }

  private Response replayOne(PageRequest request) {
    String id = request.parameter("id");
    String event = request.parameter("event");
    return request.trying(
        () -> {
          replays.event(request.caller(), event, Optional.of(id)).orElseThrow();
          return request.done(
              "Replay started: the event is delivered again.",
              WebhookPages.ENDPOINTS + "/" + id + "/deliveries/" + event);
        },
        errors -> one(request, errors));
  }

  /** Counts first: the number that is shown is the most that the form then replays. */
  private Response replayForm(PageRequest request, Form form, FormErrors errors) {
    WebhookEndpoint endpoint = endpoint(request);
    FormErrors shown = errors;
    long count = 0;
    try {
      count = replays.count(request.head(), read(endpoint.id(), form)).orElseThrow();
    } catch (ApiException e) {
      shown = errors.error().isPresent() ? errors : new FormErrors(Optional.of(e.error()));
    }
    Map<String, Object> model = new HashMap<>();
    model.put("endpoint", endpoint);
    model.put("form", form);
    model.put("count", count);
    model.put("errors", shown);
    return request.page(shown.status(), "webhooks/replay.jte", "Replay", model);
  }

  private Response replay(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          long most = number(request.form(), "max_count").orElse(0L);
          replays.start(request.caller(), read(id, request.form()), most).orElseThrow();
          return request.done(
              "Replay started. The deliveries are due now.", WebhookPages.ENDPOINTS + "/" + id);
        },
        errors -> replayForm(request, request.form(), errors));
  }

  private static ReplayRequest read(String endpointId, Form form) {
    return new ReplayRequest(
        endpointId,
        form.text("which").equals(Which.ALL.word()) ? Which.ALL : Which.FAILED,
        number(form, "from_seq"),
        number(form, "to_seq"));
  }

  private static Optional<Long> number(Form form, String field) {
    Optional<String> text = form.find(field).map(String::strip).filter(one -> !one.isEmpty());
    if (text.filter(one -> !one.matches(NUMBER)).isPresent()) {
      throw ApiError.at(
              field, ErrorCode.VALIDATION_ERROR, "Must be the number of an event, for example 42.")
          .exception();
    }
    return text.map(Long::parseLong);
  }

  private WebhookEndpoint endpoint(PageRequest request) {
    return webhooks
        .find(request.head(), request.parameter("id"))
        .orElseThrow(() -> ApiRequest.notFound("webhook endpoint").exception());
  }
}
