package com.remitflex.features.corridors.changes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Compares the corridors, whose fees and bounds are money, with what the audit log records. */
public final class CorridorInvariants {
  /** The corridors of a new installation, as the audit log would describe them. */
  private static final Map<String, String> BUILT_IN =
      new TreeMap<>(
          Map.of(
              "US-EU",
              settings("\"USDC\",\"EURC\"", 30, "10 USD", "100000 USD"),
              "US-MX",
              settings("\"USDC\",\"USDT\"", 180, "10 USD", "50000 USD"),
              "US-PH",
              settings("\"USDC\",\"USDT\"", 360, "10 USD", "25000 USD"),
              "US-NG",
              settings("\"USDC\",\"USDT\"", 180, "10 USD", "25000 USD"),
              "EU-UK",
              settings("\"EURC\"", 30, "10 EUR", "100000 EUR"),
              Corridor.SWAP,
              settings("\"USDC\",\"USDT\",\"EURC\",\"PYUSD\"", 5, "1 USD", "500000 USD")));

  private CorridorInvariants() {}

  private static String settings(String codes, int minutes, String minimum, String maximum) {
    return """
    {"stablecoins": [%s], "typical_minutes": %d, "minimum": "%s", "maximum": "%s",
     "fee_basis_points": 50}\
    """
        .formatted(codes, minutes, minimum, maximum);
  }

  /** One line for each corridor that was changed, added or deleted outside RemitFlex. */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    Map<String, Corridor> corridors = new TreeMap<>();
    CorridorStore.load(handle).all().forEach(one -> corridors.put(one.id(), one));
    corridors.forEach((id, corridor) -> {
      Optional<ObjectNode> settings =
          ChangeStore.audited(handle, id, List.of("corridor.added", "corridor.changed"))
              .or(() -> Optional.ofNullable(BUILT_IN.get(id)))
              .map(CorridorInvariants::withoutReason);
      String status =
          ChangeStore.audited(handle, id, List.of("corridor.status_changed"))
              .map(details -> Json.trusted(details).path("status").asText())
              .orElse(Corridor.Status.ACTIVE.word());
      if (settings.isEmpty()) {
        found.add(id + ": the corridor was added outside RemitFlex");
      } else if (!settings.get().equals(withoutReason(actual(corridor)))
          || !status.equals(corridor.status().word())) {
        found.add(
            id
                + ": the corridor was changed outside RemitFlex; the audit log has "
                + settings.get()
                + ", "
                + status);
      }
    });
    BUILT_IN.keySet().stream()
        .filter(id -> !corridors.containsKey(id))
        .forEach(id -> found.add(id + ": the corridor was deleted outside RemitFlex"));
    return found;
  }

  private static String actual(Corridor corridor) {
    return Json.text(CorridorManagement.details(corridor, ""));
  }

  /** The settings alone. */
  private static ObjectNode withoutReason(String details) {
    JsonNode read = Json.trusted(details);
    return ((ObjectNode) read).without(List.of("reason", "changed"));
  }
}
