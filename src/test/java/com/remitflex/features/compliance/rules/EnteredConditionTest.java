package com.remitflex.features.compliance.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Conditions as forms show them and people send them back. */
class EnteredConditionTest {
  static Stream<Condition> conditions() {
    return Stream.of(
        new Condition.Amount(500_050),
        new Condition.Velocity(Condition.Period.HOUR, Optional.of(50L), Optional.empty()),
        new Condition.Velocity(Condition.Period.DAY, Optional.empty(), Optional.of(1_000_000L)),
        new Condition.NewRecipient(0),
        new Condition.NewRecipient(100),
        new Condition.Country(new TreeSet<>(List.of("NG", "KE"))));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void aConditionThatIsSentBackUnchangedIsTheSame(Condition condition) {
    assertThat(EnteredCondition.of(condition).checked().orElseThrow()).isEqualTo(condition);
  }
}
