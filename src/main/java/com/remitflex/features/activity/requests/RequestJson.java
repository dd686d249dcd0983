package com.remitflex.features.activity.requests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.json.Json;
import java.math.BigDecimal;
import java.util.List;

/** The JSON forms of requests in the history and of simulated ones. */
final class RequestJson {
  private static final int MICROS_IN_MILLIS = 3;

  private RequestJson() {}

  /** A request as an element of a list. */
  static ObjectNode object(LoggedRequest request) {
    ObjectNode node = Json.object();
    node.put("id", request.id());
    node.put("environment", request.head().environment().word());
    node.put("api_key_id", request.keyId());
    node.put("method", request.method());
    node.put("path", request.path());
    node.put("route", request.route());
    node.put("status", request.status());
    request.errorCode().ifPresent(code -> node.put("error_code", code));
    node.put("latency_ms", BigDecimal.valueOf(request.latencyMicros(), MICROS_IN_MILLIS));
    node.put("ip", request.ip());
    request.userAgent().ifPresent(userAgent -> node.put("user_agent", userAgent));
    request.idempotencyKey().ifPresent(key -> node.put("idempotency_key", key));
    request.refusedBy().ifPresent(check -> node.put("refused_by", check));
    node.put("created_at", Json.time(request.at()));
    request.summary().ifPresent(summary -> summary(node.putObject("summary"), summary));
    return node;
  }

  private static void summary(ObjectNode node, RejectionSummary summary) {
    node.put("requests", summary.requests());
    node.put("distinct_ips", summary.distinctIps());
    ArrayNode addresses = node.putArray("addresses");
    summary
        .addresses()
        .forEach((ip, requests) -> addresses.addObject().put("ip", ip).put("requests", requests));
  }

  /** A request with all details. */
  static ObjectNode full(RequestEntry entry) {
    ObjectNode node = object(entry.request());
    steps(node.putArray("decision"), entry.request().steps());
    entry
        .detail()
        .ifPresent(detail -> {
          node.set("headers", Json.trusted(detail.headers()));
          node.put("request_body", detail.requestBody());
          node.put("response_body", detail.responseBody());
        });
    return node;
  }

  /** What would happen to a simulated request. */
  static ObjectNode object(Simulation.Decision decision) {
    ObjectNode node = Json.object();
    node.put("allowed", decision.isAllowed());
    node.put("method", decision.simulation().method());
    node.put("path", decision.simulation().path());
    node.put("route", decision.route());
    node.put("ip", decision.simulation().ip());
    decision
        .rejection()
        .ifPresent(rejection -> {
          node.put("status", rejection.error().code().status());
          ObjectNode error = node.putObject("error");
          error.put("code", rejection.error().code().name());
          error.put("message", rejection.error().message());
        });
    steps(node.putArray("steps"), decision.steps());
    return node;
  }

  private static void steps(ArrayNode node, List<Rejection.Step> steps) {
    for (Rejection.Step step : steps) {
      ObjectNode one = node.addObject();
      one.put("check", step.check().word());
      one.put("passed", step.passed());
      one.put("detail", step.detail());
    }
  }
}
