package com.remitflex.web.cli.reviews;

import com.remitflex.features.compliance.rules.EnteredCondition;
import com.remitflex.features.compliance.rules.ReviewRule;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.compliance.rules.RuleSet;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `review-rules`: the rules that hold payments for review. */
@Command(
    name = "review-rules",
    mixinStandardHelpOptions = true,
    description = "List, add, change, disable and enable the rules that hold payments for review.")
public final class ReviewRulesCommand {
  private static final String ROW = "%-11s  %-24s  %-8s  %-60s  %s";

  private final CommandContextFactory contexts;

  public ReviewRulesCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  /** Which rule, and why. */
  static final class Which {
    @Parameters(paramLabel = "NAME", description = "Name of the rule, for example large-payments.")
    private String name = "";

    @Option(names = "--environment", required = true, description = "live or sandbox.")
    private Environment environment = Environment.SANDBOX;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why, for the other operators and the audit log (up to 300 characters).")
    private String reason = "";
  }

  /** What the rule holds. */
  static final class What {
    @Option(
        names = "--kind",
        required = true,
        description = "amount, velocity, new-recipient or country.")
    private String kind = "";

    @Option(
        names = "--above",
        paramLabel = "USD",
        description = "amount, new-recipient: holds payments worth more than this in US dollars.")
    private String above = "";

    @Option(
        names = "--payments",
        paramLabel = "NUMBER",
        description = "velocity: holds the payments of an account after this many.")
    private String payments = "";

    @Option(
        names = "--sum",
        paramLabel = "USD",
        description = "velocity: holds the payments of an account beyond this sum in US dollars.")
    private String sum = "";

    @Option(names = "--per", description = "velocity: hour or day, in UTC.")
    private String per = "";

    @Option(
        names = "--countries",
        paramLabel = "CODES",
        description = "country: the countries of the bank, for example NG,KE.")
    private String countries = "";

    private EnteredCondition entered() {
      return new EnteredCondition(kind, above, payments, sum, per, countries);
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List all rules.")
  int list() {
    try (CommandContext context = contexts.open()) {
      RuleSet set = context.reviewRules().all();
      set.damage()
          .ifPresent(damage ->
              Console.print(
                  "The stored rules were changed outside RemitFlex ("
                      + damage
                      + "): every payment is held for review. These are the rules of the audit"
                      + " log; change or add one to write them again."));
      if (set.rules().isEmpty()) {
        Console.print("No rules. To add one: ./remitflex review-rules add --help");
        return 0;
      }
      Console.print(ROW.formatted("ENVIRONMENT", "NAME", "STATUS", "HOLDS", "LAST REASON"));
      set.rules()
          .forEach(rule ->
              Console.print(
                  ROW.formatted(
                      rule.environment().word(),
                      rule.name(),
                      rule.status(),
                      rule.condition().text(),
                      rule.reason())));
      return 0;
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Add a rule. It holds payments and off-ramps that leave `pending` from now on.",
        "Adding a rule for new recipients reads all earlier payments once."
      })
  int add(@Mixin Which which, @Mixin What what) {
    return run(
        "Added",
        rules ->
            what.entered()
                .checked()
                .flatMap(condition ->
                    rules.add(
                        which.environment, which.name, condition, which.reason, Actor.operator())));
  }

  @Command(
      name = "change",
      mixinStandardHelpOptions = true,
      description = "Replace what a rule holds.")
  int change(@Mixin Which which, @Mixin What what) {
    return run(
        "Changed",
        rules ->
            what.entered()
                .checked()
                .flatMap(condition ->
                    rules.change(
                        which.environment, which.name, condition, which.reason, Actor.operator())));
  }

  @Command(
      name = "disable",
      mixinStandardHelpOptions = true,
      description = "Disable a rule. Payments that it holds stay held.")
  int disable(@Mixin Which which) {
    return run(
        "Disabled",
        rules -> rules.disable(which.environment, which.name, which.reason, Actor.operator()));
  }

  @Command(
      name = "enable",
      mixinStandardHelpOptions = true,
      description = "Enable a rule that was disabled.")
  int enable(@Mixin Which which) {
    return run(
        "Enabled",
        rules -> rules.enable(which.environment, which.name, which.reason, Actor.operator()));
  }

  private int run(String done, Function<ReviewRules, Result<ReviewRule>> change) {
    try (CommandContext context = contexts.open()) {
      ReviewRule rule = change.apply(context.reviewRules()).orElseThrow();
      Console.print(
          done
              + " in "
              + rule.environment().word()
              + ": "
              + rule.name()
              + " holds "
              + rule.condition().text()
              + ". It is "
              + rule.status()
              + " on every node within a second.");
      return 0;
    }
  }
}
