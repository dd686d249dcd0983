package com.remitflex.features.activity.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** The JSON forms of usage, in the API and in columns. */
final class UsageJson {
  private UsageJson() {}

  static ObjectNode object(ApiKey key, UsageSeries series) {
    ObjectNode node = Json.object();
    node.put("api_key_id", key.id());
    node.put("environment", key.environment().word());
    node.put("granularity", series.granularity().word());
    node.put("created_after", Json.time(series.from()));
    node.put("created_before", Json.time(series.to()));
    write(node.putObject("totals"), series.totals());
    ArrayNode data = node.putArray("data");
    series
        .points()
        .forEach(point ->
            write(data.addObject().put("start_at", Json.time(point.start())), point.totals()));
    return node;
  }

  private static void write(ObjectNode node, UsageTotals totals) {
    node.put("requests", totals.requests());
    node.put("succeeded", totals.succeeded());
    node.put("client_errors", totals.clientErrors());
    node.put("server_errors", totals.serverErrors());
    node.set("errors", errors(totals.errors()));
    if (totals.requests() > 0) {
      ObjectNode latency = node.putObject("latency_micros");
      latency.put("p50", totals.latencies().percentile(50));
      latency.put("p95", totals.latencies().percentile(95));
      latency.put("p99", totals.latencies().percentile(99));
    }
    node.put("distinct_ips", totals.addresses().count());
    node.put("distinct_user_agents", totals.userAgents().count());
    node.put("not_recorded", totals.notRecorded());
  }

  static ObjectNode errors(Map<String, Long> errors) {
    ObjectNode node = Json.object();
    errors.forEach(node::put);
    return node;
  }

  /** Reads what {@link #errors(Map)} wrote. */
  static Map<String, Long> errors(String json) {
    Map<String, Long> errors = new TreeMap<>();
    Json.trusted(json)
        .properties()
        .forEach(error -> errors.put(error.getKey(), error.getValue().asLong()));
    return errors;
  }
}
