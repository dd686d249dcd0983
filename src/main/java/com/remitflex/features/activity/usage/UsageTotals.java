package com.remitflex.features.activity.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** The use of a key in a stretch of time; those of two stretches are added. */
final class UsageTotals {
  private long requests;
  private long succeeded;
  private long clientErrors;
  private long serverErrors;
  private final Map<String, Long> errors;
  private final Latencies latencies;
  private final DistinctEstimate addresses;
  private final DistinctEstimate userAgents;
  private long notRecorded;

  UsageTotals() {
    this(0, 0, 0, 0, "{}", new Latencies(), new DistinctEstimate(), new DistinctEstimate(), 0);
  }

  /** As a row of the table has them. */
  UsageTotals(
      long requests,
      long succeeded,
      long clientErrors,
      long serverErrors,
      String errors,
      Latencies latencies,
      DistinctEstimate addresses,
      DistinctEstimate userAgents,
      long notRecorded) {
    this.notRecorded = notRecorded;
    this.requests = requests;
    this.succeeded = succeeded;
    this.clientErrors = clientErrors;
    this.serverErrors = serverErrors;
    this.errors = new TreeMap<>();
    Json.trusted(errors)
        .properties()
        .forEach(error -> this.errors.put(error.getKey(), error.getValue().asLong()));
    this.latencies = latencies;
    this.addresses = addresses;
    this.userAgents = userAgents;
  }

  void add(Exchange exchange) {
    requests++;
    switch (exchange.status() / 100) {
      case 4 -> clientErrors++;
      case 5 -> serverErrors++;
      default -> succeeded++;
    }
    exchange.errorCode().ifPresent(code -> errors.merge(code, 1L, Long::sum));
    latencies.add(exchange.latencyMicros());
    addresses.add(exchange.client().ip());
    exchange.client().userAgent().ifPresent(userAgents::add);
  }

  /** Of the requests that are counted, so many are in no history. */
  void addUnrecorded(long more) {
    notRecorded += more;
  }

  void add(UsageTotals other) {
    notRecorded += other.notRecorded;
    requests += other.requests;
    succeeded += other.succeeded;
    clientErrors += other.clientErrors;
    serverErrors += other.serverErrors;
    other.errors.forEach((code, count) -> errors.merge(code, count, Long::sum));
    latencies.add(other.latencies);
    addresses.add(other.addresses);
    userAgents.add(other.userAgents);
  }

  long notRecorded() {
    return notRecorded;
  }

  long requests() {
    return requests;
  }

  long succeeded() {
    return succeeded;
  }

  long clientErrors() {
    return clientErrors;
  }

  long serverErrors() {
    return serverErrors;
  }

  JsonNode errors() {
    ObjectNode node = Json.object();
    errors.forEach(node::put);
    return node;
  }

  Latencies latencies() {
    return latencies;
  }

  DistinctEstimate addresses() {
    return addresses;
  }

  DistinctEstimate userAgents() {
    return userAgents;
  }

  /** Adds the figures to an object of the API. */
  ObjectNode writeTo(ObjectNode node) {
    node.put("requests", requests);
    node.put("succeeded", succeeded);
    node.put("client_errors", clientErrors);
    node.put("server_errors", serverErrors);
    node.set("errors", errors());
    if (requests > 0) {
      ObjectNode latency = node.putObject("latency_micros");
      latency.put("p50", latencies.percentile(50));
      latency.put("p95", latencies.percentile(95));
      latency.put("p99", latencies.percentile(99));
    }
    node.put("distinct_ips", addresses.count());
    node.put("distinct_user_agents", userAgents.count());
    node.put("not_recorded", notRecorded);
    return node;
  }
}
