package com.remitflex.features.accounts.deposits;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every status with every trigger. */
class DepositStatusTest {
  @Test
  void theTransitionsAreThese() {
    List<String> transitions = new ArrayList<>();
    for (DepositStatus status : DepositStatus.values()) {
      for (Trigger trigger : Trigger.values()) {
        status
            .after(trigger)
            .ifPresent(next -> transitions.add(status.word() + " " + trigger + " " + next.word()));
      }
    }

    assertThat(transitions)
        .containsExactlyInAnyOrder(
            "pending HOLD held",
            "pending CREDIT credited",
            "pending DROP dropped",
            "held RELEASE pending",
            "held CREDIT credited",
            "held DROP dropped",
            "dropped SEE pending",
            "dropped HOLD held",
            "dropped CREDIT credited");
  }
}
