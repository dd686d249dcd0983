package com.remitflex.features.compliance.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Rules as the table and the audit log have them. */
final class RuleJson {
  private RuleJson() {}

  static ArrayNode array(RuleSet set) {
    ArrayNode array = Json.array();
    set.rules().forEach(rule -> array.add(object(rule)));
    return array;
  }

  private static ObjectNode object(ReviewRule rule) {
    ObjectNode node = Json.object();
    node.put("environment", rule.environment().word());
    node.put("name", rule.name());
    node.put("kind", rule.condition().kind());
    switch (rule.condition()) {
      case Condition.Amount(long above) -> node.put("above_cents", above);
      case Condition.NewRecipient(long above) -> node.put("above_cents", above);
      case Condition.Country(NavigableSet<String> countries) -> {
        ArrayNode codes = node.putArray("countries");
        countries.forEach(codes::add);
      }
      case Condition.Velocity velocity -> {
        node.put("period", velocity.period().word());
        velocity.payments().ifPresent(n -> node.put("payments", n));
        velocity.cents().ifPresent(n -> node.put("cents", n));
      }
    }
    node.put("active", rule.active());
    node.put("reason", rule.reason());
    return node;
  }

  /** The content of the audit entry of a change: the rule in words, and all rules. */
  static ObjectNode details(ReviewRule rule, long version, RuleSet after) {
    ObjectNode node = Json.object();
    node.put("environment", rule.environment().word());
    node.put("name", rule.name());
    node.put("holds", rule.condition().text());
    node.put("status", rule.status());
    node.put("reason", rule.reason());
    node.put("version", version);
    node.set("rules", array(after));
    return node;
  }

  /** The version that an audit entry records. */
  static long version(String details) {
    return Json.trusted(details).path("version").asLong();
  }

  /** The rules that an audit entry records. */
  static List<ReviewRule> audited(String details) {
    return rules(Json.trusted(details).path("rules"));
  }

  static List<ReviewRule> rules(String json) {
    return rules(Json.trusted(json));
  }

  private static List<ReviewRule> rules(JsonNode array) {
    List<ReviewRule> rules = new ArrayList<>();
    for (JsonNode node : array) {
      rules.add(
          new ReviewRule(
              Environment.of(node.path("environment").asText()),
              node.path("name").asText(),
              condition(node),
              node.path("active").asBoolean(),
              node.path("reason").asText()));
    }
    return rules;
  }

  private static Condition condition(JsonNode node) {
    return switch (node.path("kind").asText()) {
      case "velocity" ->
          new Condition.Velocity(
              Condition.Period.valueOf(node.path("period").asText().toUpperCase(Locale.ROOT)),
              Optional.ofNullable(node.get("payments")).map(JsonNode::asLong),
              Optional.ofNullable(node.get("cents")).map(JsonNode::asLong));
      case "new-recipient" -> new Condition.NewRecipient(node.path("above_cents").asLong());
      case "country" -> {
        NavigableSet<String> codes = new TreeSet<>();
        node.path("countries").forEach(code -> codes.add(code.asText()));
        yield new Condition.Country(codes);
      }
      // A kind of a newer version holds every payment above its amount, and without one, all.
      default -> new Condition.Amount(node.path("above_cents").asLong());
    };
  }
}
