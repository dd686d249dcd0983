package com.remitflex.features.rails.evm.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which logs to read.
 *
 * @param contracts empty: of all contracts
 * @param topics the permitted values of each topic, in their order; an empty list permits any
 */
public record LogFilter(List<EvmAddress> contracts, List<List<Bytes32>> topics) {
  ObjectNode json() {
    ObjectNode filter = Json.object();
    if (!contracts.isEmpty()) {
      ArrayNode addresses = filter.putArray("address");
      contracts.forEach(one -> addresses.add(one.text()));
    }
    ArrayNode array = filter.putArray("topics");
    for (List<Bytes32> permitted : topics) {
      if (permitted.isEmpty()) {
        array.addNull();
      } else {
        ArrayNode values = array.addArray();
        permitted.forEach(one -> values.add(one.text()));
      }
    }
    return filter;
  }

  /** Whether a node that returned this log has kept to the filter. */
  boolean includes(EventLog log) {
    return (contracts.isEmpty() || contracts.contains(log.contract()))
        && log.topics().size() >= topics.size()
        && IntStream.range(0, topics.size())
            .allMatch(i -> topics.get(i).isEmpty() || topics.get(i).contains(log.topics().get(i)));
  }
}
