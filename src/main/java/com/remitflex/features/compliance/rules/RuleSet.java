package com.remitflex.features.compliance.rules;

import com.remitflex.platform.ids.Environment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All rules at one time, by environment and name.
 *
 * @param damage how the stored rules were changed by something else than RemitFlex: every payment
 *     is then held
 */
public record RuleSet(List<ReviewRule> rules, Optional<String> damage) {
  public static final RuleSet NONE = new RuleSet(List.of(), Optional.empty());

  public RuleSet {
    rules =
        rules.stream()
            .sorted(Comparator.comparing(ReviewRule::environment).thenComparing(ReviewRule::name))
            .toList();
  }

  public List<ReviewRule> in(Environment environment) {
    return rules.stream().filter(rule -> rule.environment() == environment).toList();
  }

  Optional<ReviewRule> find(Environment environment, String name) {
    return rules.stream().filter(rule -> rule.is(environment, name)).findFirst();
  }

  Stream<ReviewRule> active(Environment environment) {
    return rules.stream().filter(rule -> rule.environment() == environment && rule.active());
  }

  boolean hasActive(Environment environment, Predicate<Condition> condition) {
    return active(environment).map(ReviewRule::condition).anyMatch(condition);
  }

  /** With this rule in place of the one of the same name. */
  RuleSet with(ReviewRule changed) {
    return new RuleSet(
        Stream.concat(
                rules.stream().filter(rule -> !rule.is(changed.environment(), changed.name())),
                Stream.of(changed))
            .toList(),
        Optional.empty());
  }
}
