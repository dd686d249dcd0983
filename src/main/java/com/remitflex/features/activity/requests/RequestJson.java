package com.remitflex.features.activity.requests;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.json.Json;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The JSON forms of requests in the history. */
public final class RequestJson {
  private static final int MICROS_IN_MILLIS = 3;

  private RequestJson() {}

  /** A request as lists have it. */
  public static ObjectNode object(LoggedRequest request) {
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

  /** A request in full. */
  public static ObjectNode full(LoggedRequest request, Optional<RequestDetail> detail) {
    ObjectNode node = object(request);
    steps(node.putArray("decision"), decision(request));
    detail.ifPresent(more -> {
      node.set("headers", Json.trusted(more.headers()));
      node.put("request_body", more.requestBody());
      node.put("response_body", more.responseBody());
    });
    return node;
  }

  /** The steps by which it was decided whether the request may act. */
  public static List<Rejection.Step> decision(LoggedRequest request) {
    Optional<Check> failed =
        request
            .refusedBy()
            .flatMap(word ->
                Arrays.stream(Check.values()).filter(one -> one.word().equals(word)).findFirst());
    return Rejection.steps(failed, request.refusalDetail().orElse(""));
  }

  static void steps(ArrayNode node, List<Rejection.Step> steps) {
    for (Rejection.Step step : steps) {
      ObjectNode one = node.addObject();
      one.put("check", step.check().word());
      one.put("passed", step.passed());
      one.put("detail", step.detail());
    }
  }
}
