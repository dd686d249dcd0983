package com.remitflex.web.dashboard.site.once;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The forms of webhook endpoints and their deliveries. */
final class WebhookForms extends AreaForms {
  WebhookForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    forms.put(
        ENDPOINTS,
        () ->
            of(ENDPOINTS + "/new", ENDPOINTS, Map.of("url", inbox(), "event_types", "deposit.*")));
    for (String act : List.of("enable", "disable", "test", "rotate", "reveal", "delete")) {
      forms.put(
          ENDPOINTS + "/{id}/" + act,
          () -> {
            String page = ENDPOINTS + "/" + endpoint(!act.equals("enable"));
            return of(page, page + "/" + act, Map.of());
          });
    }
    forms.put(
        ENDPOINTS + "/{id}/edit",
        () -> {
          String page = ENDPOINTS + "/" + endpoint(true) + "/edit";
          return of(page, page, Map.of("url", inbox(), "description", "Another one"));
        });
    forms.put(
        ENDPOINTS + "/{id}/replay",
        () -> {
          String page = ENDPOINTS + "/" + endpoint(true) + "/replay";
          return of(page, page, Map.of("which", "failed", "max_count", "0"));
        });
    forms.put(
        ENDPOINTS + "/{id}/deliveries/{event}/replay",
        () -> {
          String page = ENDPOINTS + "/" + endpoint(true) + "/deliveries/" + delivered();
          return of(page, page + "/replay", Map.of());
        });
  }

  private ApiClient admin() {
    return server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  }

  private String inbox() {
    return api().get("/v1/inbox").json().path("url").asText();
  }

  /** A webhook endpoint that sends to the inbox. */
  private String endpoint(boolean enabled) {
    return admin()
        .post(
            "/v1/webhook-endpoints",
            "{\"url\": \"%s\", \"event_types\": [\"api_key.created\"], \"enabled\": %s}"
                .formatted(inbox(), enabled))
        .json()
        .path("id")
        .asText();
  }

  /** An event that the account's newest endpoint has received. */
  private String delivered() {
    ApiClient admin = admin();
    String path =
        "/v1/webhook-endpoints/"
            + admin.get("/v1/webhook-endpoints").json().at("/data/0/id").asText()
            + "/deliveries";
    return Await.until(
        "an event is delivered",
        () -> admin.get(path + "?status=delivered").json().at("/data/0/event_id").asText(),
        id -> !id.isEmpty());
  }
}
