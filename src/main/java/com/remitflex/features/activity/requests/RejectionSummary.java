package com.remitflex.features.activity.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rejected requests that one row of the history represents.
 *
 * @param requests how many, including the one that the row describes
 * @param distinctIps number of addresses; 1,000 means 1,000 or more
 * @param addresses the addresses with the most requests, at most 20, with their requests
 */
public record RejectionSummary(long requests, int distinctIps, Map<String, Long> addresses) {
  static RejectionSummary read(String json) {
    JsonNode node = Json.trusted(json);
    Map<String, Long> addresses = new LinkedHashMap<>();
    node.path("addresses")
        .properties()
        .forEach(one -> addresses.put(one.getKey(), one.getValue().asLong()));
    return new RejectionSummary(
        node.path("requests").asLong(), node.path("distinct_ips").asInt(), addresses);
  }

  public String json() {
    ObjectNode node = Json.object();
    node.put("requests", requests);
    node.put("distinct_ips", distinctIps);
    ObjectNode list = node.putObject("addresses");
    addresses.forEach(list::put);
    return Json.text(node);
  }

  /** A sentence for people: how many requests, and from which addresses. */
  public String text() {
    String from =
        addresses.entrySet().stream()
            .map(one -> one.getKey() + " (" + one.getValue() + ")")
            .collect(Collectors.joining(", "));
    int others = distinctIps - addresses.size();
    return requests
        + " requests in this second, from "
        + from
        + (others > 0 ? " and " + others + " more addresses" : "");
  }
}
