package com.remitflex.features.statements;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.util.List;

/** The JSON of balances. */
public final class BalanceJson {
  private BalanceJson() {}

  /** The balance object of the API. */
  public static ObjectNode object(AccountBalance balance) {
    ObjectNode node = Json.object();
    node.put("currency", balance.currency().name());
    node.put("environment", balance.environment().word());
    node.put("available", balance.available().major());
    node.put("held", balance.held().major());
    node.put("total", balance.total().major());
    return node;
  }

  static ObjectNode list(List<AccountBalance> balances) {
    ObjectNode list = Json.object();
    ArrayNode data = list.putArray("data");
    balances.forEach(balance -> data.add(object(balance)));
    return list;
  }
}
