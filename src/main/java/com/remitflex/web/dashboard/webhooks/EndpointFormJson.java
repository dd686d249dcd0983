package com.remitflex.web.dashboard.webhooks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.webhooks.endpoints.EndpointChange;
import com.remitflex.features.webhooks.endpoints.EndpointReader;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.web.dashboard.forms.Form;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The form of a webhook endpoint as the body of the API's request, read by the API's rules. */
final class EndpointFormJson {
  private static final String HEADERS = "headers";

  private EndpointFormJson() {}

  /**
   * A new endpoint.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  static EndpointChange create(Form form) {
    return EndpointReader.create(body(form));
  }

  /**
   * A change of all settings; headers stay if the form has none.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  static EndpointChange change(Form form) {
    return EndpointReader.change(body(form));
  }

  private static JsonObject body(Form form) {
    ObjectNode body = Json.object();
    body.put("url", form.text("url").strip());
    putTypes(body, form.text("event_types"));
    putOrNull(body, "filter", form.text("filter").strip());
    putOrNull(body, "description", form.text("description").strip());
    putHeaders(body, form.text(HEADERS));
    body.put("strict_order", form.find("strict_order").isPresent());
    body.put("retry_schedule", form.find("retry_schedule").orElse("standard"));
    body.put("disable_when_undeliverable", form.find("disable_when_undeliverable").isPresent());
    return JsonReader.object(Json.text(body).getBytes(StandardCharsets.UTF_8));
  }

  private static void putOrNull(ObjectNode body, String name, String text) {
    if (text.isEmpty()) {
      body.putNull(name);
    } else {
      body.put(name, text);
    }
  }

  private static void putTypes(ObjectNode body, String text) {
    ArrayNode types = body.putArray("event_types");
    Arrays.stream(text.split("[,\\s]+")).filter(type -> !type.isEmpty()).forEach(types::add);
    if (types.isEmpty()) {
      types.add("*");
    }
  }

  private static void putHeaders(ObjectNode body, String text) {
    if (text.isBlank()) {
      return;
    }
    ObjectNode headers = body.putObject(HEADERS);
    for (String line : text.strip().lines().toList()) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip();
      if (name.isEmpty() || headers.has(name)) {
        throw ApiError.at(
                HEADERS,
                ErrorCode.VALIDATION_ERROR,
                "Each line must be a different name, a colon and a value, for example X-Token: 42.")
            .exception();
      }
      headers.put(name, line.substring(colon + 1).strip());
    }
  }
}
