package com.remitflex.web.dashboard.site.once;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The forms of the operator console with which operators act on the platform. */
final class ConsoleForms extends AreaForms {
  ConsoleForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    railForms(forms);
    corridorForms(forms);
    ruleForms(forms);
    for (String decision : List.of("release", "keep")) {
      forms.put(
          CONSOLE + "deposits/{id}/" + decision,
          () ->
              ofOperator(
                  "deposits", "deposits/" + heldDeposit() + "/" + decision, Map.of("note", "ok")));
    }
  }

  private void railForms(Map<String, Supplier<Sending>> forms) {
    Map<String, String> pause = Map.of("rail", "sandbox", "reason", "a drill");
    forms.put(
        CONSOLE + "rails/pause",
        () -> {
          server.run("treasury", "resume", "sandbox", "--reason", "for the test");
          return ofOperator("rails", "rails/pause", pause);
        });
    forms.put(
        CONSOLE + "rails/resume",
        () -> {
          server.run("treasury", "pause", "sandbox", "--reason", "for the test");
          Map<String, String> resume = new HashMap<>(pause);
          resume.put("cause", "operator");
          return ofOperator("rails", "rails/resume", resume);
        });
  }

  private void corridorForms(Map<String, Supplier<Sending>> forms) {
    forms.put(
        CONSOLE + "corridors",
        () -> {
          Map<String, String> corridor = new HashMap<>();
          corridor.put("id", "US-" + letters());
          corridor.put("source", "USD");
          corridor.put("destination", "KES");
          corridor.put("stablecoins", "USDC");
          corridor.put("minimum", "10");
          corridor.put("maximum", "100");
          corridor.put("fee_basis_points", "50");
          corridor.put("typical_minutes", "60");
          corridor.put("reason", "a test");
          return ofOperator("corridors", "corridors", corridor);
        });
    forms.put(
        CONSOLE + "corridors/{id}/change",
        () -> {
          server.run(
              "corridors", "change", "US-NG", "--maximum", "900", "--reason", "for the test");
          return ofOperator(
              "corridors", "corridors/US-NG/change", Map.of("maximum", "1000", "reason", "a test"));
        });
    forms.put(
        CONSOLE + "corridors/{id}/status",
        () -> {
          server.run("corridors", "activate", "US-NG", "--reason", "for the test");
          return ofOperator(
              "corridors",
              "corridors/US-NG/status",
              Map.of("status", "degraded", "reason", "a test"));
        });
  }

  /** A name for a corridor that no other form has added. */
  private static String letters() {
    StringBuilder name = new StringBuilder();
    for (char digit : Long.toString(System.nanoTime()).toCharArray()) {
      name.append((char) (digit - '0' + 'A'));
    }
    return name.substring(Math.max(0, name.length() - 12));
  }

  private void ruleForms(Map<String, Supplier<Sending>> forms) {
    Map<String, String> rule =
        Map.of("environment", "sandbox", "kind", "amount", "above", "900000", "reason", "a drill");
    forms.put(
        CONSOLE + "review-rules/add",
        () -> ofOperator("review-rules", "review-rules/add", with(rule, "rule-" + account)));
    for (String change : List.of("change", "disable", "enable")) {
      forms.put(
          CONSOLE + "review-rules/" + change,
          () -> {
            String name = change + "-" + account;
            Map<String, String> added = with(rule, name);
            server.run(
                "review-rules",
                "add",
                added.get("name"),
                "--environment",
                "sandbox",
                "--kind",
                "amount",
                "--above",
                "800000",
                "--reason",
                "for the test");
            if (change.equals("enable")) {
              server.run(
                  "review-rules",
                  "disable",
                  added.get("name"),
                  "--environment",
                  "sandbox",
                  "--reason",
                  "for the test");
            }
            return ofOperator("review-rules", "review-rules/" + change, added);
          });
    }
  }

  private static Map<String, String> with(Map<String, String> rule, String name) {
    Map<String, String> all = new HashMap<>(rule);
    all.put("name", name.toLowerCase(Locale.ROOT));
    return all;
  }
}
