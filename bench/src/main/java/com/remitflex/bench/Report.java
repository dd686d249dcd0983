package com.remitflex.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run of `bench payments` found, as Markdown and as JSON.
 *
 * @param clients connections to the engine
 * @param seconds length of each measured run
 */
record Report(
    int clients, int seconds, int rounds, Map<String, String> facts, List<Result> results) {
  private static final double TARGET = 4;

  String markdown() {
    StringBuilder out = new StringBuilder();
    line(out, "# Payments per second: the engine and PostgreSQL by itself");
    line(out, "");
    line(out, "%s, by `./remitflex bench payments`. The run measures creation alone:", date());
    line(out, "no payment falls due while it lasts.");
    line(out, "");
    line(out, "| | |");
    line(out, "|---|---|");
    facts.forEach((name, value) -> line(out, "| %s | %s |", name, value));
    line(out, "");
    line(
        out,
        "Engine: the server over HTTP, %d connections, one payment at a time on each.",
        clients);
    line(
        out, "pgbench: the same rows in one function call and one transaction a payment, no HTTP,");
    line(out, "at 1, 4, 8 and 32 clients, of which the best counts. Both sides in one run on one");
    line(
        out,
        "PostgreSQL server, by turns; each run %2$d s, rounds: %1$d. Median (min to max):",
        rounds,
        seconds);
    line(out, "");
    line(out, "| | Engine | pgbench's best | Ratio | p50 | p99 | Payments a commit |");
    line(out, "|---|---|---|---|---|---|---|");
    results.forEach(result -> line(out, "%s", row(result)));
    line(out, "");
    line(out, "Processor time of a payment through the engine, in microseconds, and answers 503:");
    line(out, "");
    line(out, "| | Server | PostgreSQL | Load program | 503 |");
    line(out, "|---|---|---|---|---|");
    results.forEach(result -> line(out, "%s", costRow(result)));
    line(out, "");
    if (results.stream().allMatch(result -> result.ratio().isPresent())) {
      appendPgbench(out);
    }
    return out.toString();
  }

  private void appendPgbench(StringBuilder out) {
    line(out, "pgbench by its number of clients:");
    line(out, "");
    line(out, "| | 1 | 4 | 8 | 32 |");
    line(out, "|---|---|---|---|---|");
    results.forEach(result -> line(out, "%s", pgbenchRow(result)));
    line(out, "");
    results.stream()
        .filter(result -> result.scenario() == Scenario.HOT_ACCOUNT)
        .flatMap(result -> result.ratio().stream())
        .forEach(
            ratio ->
                line(
                    out,
                    "Target on the hot account: at least %.0f times pgbench's best: %s.",
                    TARGET,
                    ratio >= TARGET ? "reached" : "missed"));
  }

  String json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("date", date());
    root.put("clients", clients);
    root.put("seconds", seconds);
    root.put("rounds", rounds);
    ObjectNode machine = root.putObject("machine");
    facts.forEach(machine::put);
    for (Result result : results) {
      ObjectNode node = root.putObject(result.scenario().name().toLowerCase(Locale.ROOT));
      ObjectNode engine = node.putObject("engine");
      put(engine.putObject("payments_per_second"), result.enginePaymentsPerSecond());
      engine.put("p50_millis", result.engine(EngineRun::p50Millis).median());
      engine.put("p99_millis", result.engine(EngineRun::p99Millis).median());
      engine.put("payments_a_commit", result.engine(EngineRun::batch).median());
      ObjectNode cost = engine.putObject("cpu_micros_a_payment");
      cost.put("server", result.engine(run -> run.cost().server()).median());
      cost.put("postgres", result.engine(run -> run.cost().postgres()).median());
      cost.put("clients", result.engine(run -> run.cost().clients()).median());
      ObjectNode pgbench = node.putObject("pgbench_payments_per_second");
      result.pgbench().forEach((count, spread) -> put(pgbench.putObject(count.toString()), spread));
      result.ratio().ifPresent(ratio -> node.put("ratio", ratio));
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode node, Spread spread) {
    node.put("median", spread.median()).put("min", spread.least()).put("max", spread.most());
  }

  private static String row(Result result) {
    return "| %s | %s | %s | %s | %.1f ms | %.1f ms | %.0f |"
        .formatted(
            result.scenario().title(),
            perSecond(result.enginePaymentsPerSecond()),
            result
                .pgbenchBest()
                .map(best -> perSecond(best.getValue()) + ", " + clients(best.getKey()))
                .orElse("not run"),
            result.ratio().map("%.1f"::formatted).orElse(""),
            result.engine(EngineRun::p50Millis).median(),
            result.engine(EngineRun::p99Millis).median(),
            result.engine(EngineRun::batch).median());
  }

  private static String costRow(Result result) {
    return "| %s | %.0f | %.0f | %.0f | %.0f |"
        .formatted(
            result.scenario().title(),
            result.engine(run -> run.cost().server()).median(),
            result.engine(run -> run.cost().postgres()).median(),
            result.engine(run -> run.cost().clients()).median(),
            result.engine(EngineRun::refused).most());
  }

  private static String pgbenchRow(Result result) {
    StringBuilder row = new StringBuilder("| " + result.scenario().title() + " |");
    for (Spread spread : result.pgbench().values()) {
      row.append(' ').append(perSecond(spread)).append(" |");
    }
    return row.toString();
  }

  private static String clients(int count) {
    return count == 1 ? "1 client" : count + " clients";
  }

  private static String perSecond(Spread spread) {
    return "**%,.0f** (%,.0f to %,.0f)".formatted(spread.median(), spread.least(), spread.most());
  }

  private static String date() {
    return LocalDate.now(ZoneOffset.UTC).toString();
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(format.formatted(values)).append('\n');
  }
}
