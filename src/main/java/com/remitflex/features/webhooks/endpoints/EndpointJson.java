package com.remitflex.features.webhooks.endpoints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.webhooks.signing.Ed25519;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The JSON of endpoints in responses, events and audit entries. */
final class EndpointJson {
  private static final String ALGORITHM = "ed25519";

  private EndpointJson() {}

  static String text(WebhookEndpoint endpoint, Optional<String> secret) {
    return JsonWriter.text(out -> write(out, endpoint, secret));
  }

  /** Writes the endpoint object of the API. */
  static void write(JsonWriter out, WebhookEndpoint endpoint) {
    write(out, endpoint, Optional.empty());
  }

  private static void write(JsonWriter out, WebhookEndpoint endpoint, Optional<String> secret) {
    EndpointSettings settings = endpoint.settings();
    out.object(() -> {
      out.field("id", endpoint.id());
      out.field("environment", endpoint.head().environment().word());
      out.field("url", settings.url());
      out.name("event_types").node(strings(types(settings)));
      settings.filter().ifPresent(text -> out.field("filter", text));
      settings.description().ifPresent(text -> out.field("description", text));
      out.name("header_names").node(strings(settings.headerNames()));
      out.field("enabled", settings.enabled());
      endpoint.disabledReason().ifPresent(reason -> out.field("disabled_reason", reason.word()));
      out.field("strict_order", settings.strictOrder());
      out.field("retry_schedule", settings.schedule().word());
      out.field("disable_when_undeliverable", settings.disableAtEnd());
      out.field("public_key", Ed25519.text(endpoint.publicKey()));
      endpoint.overlapEndsAt().ifPresent(end -> out.field("secret_overlap_ends_at", end));
      secret.ifPresent(text -> out.field("secret", text));
      out.field("created_at", endpoint.createdAt());
      out.field("updated_at", endpoint.updatedAt());
    });
  }

  private static List<String> types(EndpointSettings settings) {
    return settings.eventTypes().isEmpty() ? List.of(EventPatterns.ALL) : settings.eventTypes();
  }

  private static ArrayNode strings(List<String> texts) {
    ArrayNode array = Json.array();
    texts.forEach(array::add);
    return array;
  }

  /** The secrets of an endpoint; the previous one only while deliveries are signed with it. */
  static String revealed(WebhookEndpoint endpoint, EndpointSecrets secrets, boolean overlaps) {
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("id", endpoint.id());
          out.field("environment", endpoint.head().environment().word());
          out.field("secret", secrets.current());
          if (overlaps) {
            secrets.previous().ifPresent(text -> out.field("previous_secret", text));
            endpoint.overlapEndsAt().ifPresent(end -> out.field("secret_overlap_ends_at", end));
          }
        }));
  }

  /** The result of a deletion that an earlier attempt has made. */
  static String deleted(String id) {
    return Json.text(Json.object().put("id", id));
  }

  static String testData(WebhookEndpoint endpoint) {
    return Json.text(
        Json.object()
            .put("endpoint_id", endpoint.id())
            .put("message", "This is a test event from RemitFlex."));
  }

  static String test(WebhookEndpoint endpoint, long seq) {
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("endpoint_id", endpoint.id());
          out.field("environment", endpoint.head().environment().word());
          out.field("event_type", EventPatterns.TEST);
          out.field("seq", seq);
        }));
  }

  /** The public key of an endpoint, for receivers that verify without a secret. */
  static byte[] publicKeys(String id, byte[] key) {
    return JsonWriter.bytes(out ->
        out.object(() -> {
          out.field("endpoint_id", id);
          out.name("keys")
              .array(
                  List.of(key),
                  one ->
                      out.object(() -> {
                        out.field("algorithm", ALGORITHM);
                        out.field("public_key", Ed25519.text(one));
                        out.field("pem", Ed25519.pem(one));
                      }));
        }));
  }

  static ObjectNode auditDetails(WebhookEndpoint endpoint) {
    return Json.object().put("url", endpoint.settings().url());
  }

  static ObjectNode auditChange(WebhookEndpoint after, List<String> changed) {
    ObjectNode details = auditDetails(after);
    details.set("changed", strings(changed));
    return details;
  }

  static ObjectNode auditRotation(WebhookEndpoint after) {
    ObjectNode details = Json.object();
    after.overlapEndsAt().ifPresent(end -> details.put("overlap_ends_at", Json.time(end)));
    return details;
  }

  static ObjectNode auditReason(WebhookEndpoint after, DisabledReason reason) {
    return auditDetails(after).put("reason", reason.word());
  }

  /** The fields of the API that differ between two states of an endpoint. */
  static List<String> changedFields(
      WebhookEndpoint before, WebhookEndpoint after, boolean headersGiven) {
    EndpointSettings was = before.settings();
    EndpointSettings is = after.settings();
    List<String> changed = new ArrayList<>();
    addIfDifferent(changed, "url", was.url(), is.url());
    addIfDifferent(changed, "event_types", was.eventTypes(), is.eventTypes());
    addIfDifferent(changed, "filter", was.filter(), is.filter());
    addIfDifferent(changed, "description", was.description(), is.description());
    addIfDifferent(changed, "enabled", was.enabled(), is.enabled());
    addIfDifferent(changed, "strict_order", was.strictOrder(), is.strictOrder());
    addIfDifferent(changed, "retry_schedule", was.schedule(), is.schedule());
    addIfDifferent(changed, "disable_when_undeliverable", was.disableAtEnd(), is.disableAtEnd());
    if (headersGiven) {
      changed.add("headers");
    }
    return changed;
  }

  private static void addIfDifferent(List<String> changed, String name, Object was, Object is) {
    if (!Objects.equals(was, is)) {
      changed.add(name);
    }
  }
}
