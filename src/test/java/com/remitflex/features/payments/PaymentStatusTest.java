package com.remitflex.features.payments;

import static com.remitflex.features.payments.PaymentStatus.CANCELLED;
import static com.remitflex.features.payments.PaymentStatus.COMPLIANCE_REVIEW;
import static com.remitflex.features.payments.PaymentStatus.FAILED;
import static com.remitflex.features.payments.PaymentStatus.PENDING;
import static com.remitflex.features.payments.PaymentStatus.PROCESSING;
import static com.remitflex.features.payments.PaymentStatus.RETURNED;
import static com.remitflex.features.payments.PaymentStatus.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.payments.PaymentStatus.Trigger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaymentStatusTest {
  /** One row per trigger, one column per status, in enum order; `-` is no transition. */
  private static final String TABLE =
      """
      trigger PENDING           COMPLIANCE_REVIEW PROCESSING SETTLED   DELIVERED RETURNED FAILED \
      CANCELLED
      START   PROCESSING        -                 -          -         -         -        -      -
      HOLD    COMPLIANCE_REVIEW -                 -          -         -         -        -      -
      APPROVE -                 PROCESSING        -          -         -         -        -      -
      REJECT  -                 CANCELLED         -          -         -         -        -      -
      SETTLE  -                 -                 SETTLED    -         -         -        -      -
      DELIVER -                 -                 -          DELIVERED -         -        -      -
      RETURN  -                 -                 -          -         RETURNED  -        -      -
      FAIL    FAILED            -                 FAILED     FAILED    -         -        -      -
      CANCEL  CANCELLED         -                 -          -         -         -        -      -
      """;

  private static final Set<PaymentStatus> FINAL = EnumSet.of(RETURNED, FAILED, CANCELLED);

  @Test
  void everyTransitionIsAsInTheTable() {
    List<List<String>> rows = TABLE.lines().map(line -> List.of(line.strip().split(" +"))).toList();
    List<String> statuses = rows.getFirst().subList(1, rows.getFirst().size());
    assertThat(statuses).isEqualTo(Arrays.stream(PaymentStatus.values()).map(Enum::name).toList());
    Map<Trigger, List<String>> actual = new EnumMap<>(Trigger.class);
    Map<Trigger, List<String>> expected = new EnumMap<>(Trigger.class);
    for (List<String> row : rows.subList(1, rows.size())) {
      expected.put(Trigger.valueOf(row.getFirst()), row.subList(1, row.size()));
    }
    for (Trigger trigger : Trigger.values()) {
      actual.put(
          trigger,
          Arrays.stream(PaymentStatus.values())
              .map(status -> status.after(trigger).map(Enum::name).orElse("-"))
              .toList());
    }

    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void finalStatusesHaveNoTransitions() {
    for (PaymentStatus status : FINAL) {
      for (Trigger trigger : Trigger.values()) {
        assertThat(status.after(trigger)).as(status + " " + trigger).isEmpty();
      }
    }
  }

  @Test
  void everyStatusIsReachedFromPendingAndLeadsToAnEnd() {
    assertThat(reachable(PENDING)).containsExactlyInAnyOrder(PaymentStatus.values());
    for (PaymentStatus status : PaymentStatus.values()) {
      assertThat(reachable(status)).as(status.word()).containsAnyElementsOf(FINAL);
    }
  }

  @Test
  void noStatusIsReachedAgain() {
    for (PaymentStatus status : PaymentStatus.values()) {
      for (Trigger trigger : Trigger.values()) {
        status.after(trigger).ifPresent(next -> assertThat(reachable(next)).doesNotContain(status));
      }
    }
  }

  @Test
  void onlyAPendingPaymentCanBeCancelledAndOnlyAReviewIsDecided() {
    assertThat(from(Trigger.CANCEL)).containsExactly(PENDING);
    assertThat(from(Trigger.APPROVE)).containsExactly(COMPLIANCE_REVIEW);
    assertThat(from(Trigger.REJECT)).containsExactly(COMPLIANCE_REVIEW);
    assertThat(from(Trigger.SETTLE)).containsExactly(PROCESSING);
    assertThat(from(Trigger.DELIVER)).containsExactly(SETTLED);
  }

  @Test
  void anOffRampHasTheSameTransitionsButFailsInsteadOfBeingCancelled() {
    for (PaymentStatus status : PaymentStatus.values()) {
      for (Trigger trigger : Trigger.values()) {
        assertThat(status.afterOfOffRamp(trigger))
            .as(status + " " + trigger)
            .isEqualTo(
                switch (trigger) {
                  case CANCEL -> Optional.empty();
                  case REJECT -> status.after(trigger).map(cancelled -> FAILED);
                  default -> status.after(trigger);
                });
      }
    }
  }

  @Test
  void everyStatusIsFoundByItsWord() {
    for (PaymentStatus status : PaymentStatus.values()) {
      assertThat(PaymentStatus.of(status.word())).isEqualTo(status);
    }
  }

  private static Set<PaymentStatus> from(Trigger trigger) {
    Set<PaymentStatus> from = EnumSet.noneOf(PaymentStatus.class);
    for (PaymentStatus status : PaymentStatus.values()) {
      if (status.after(trigger).isPresent()) {
        from.add(status);
      }
    }
    return from;
  }

  /** The status itself and all that can follow it. */
  private static Set<PaymentStatus> reachable(PaymentStatus start) {
    Set<PaymentStatus> reached = EnumSet.of(start);
    int before;
    do {
      before = reached.size();
      for (PaymentStatus status : EnumSet.copyOf(reached)) {
        Arrays.stream(Trigger.values())
            .map(status::after)
            .flatMap(Optional::stream)
            .forEach(reached::add);
      }
    } while (reached.size() > before);
    return reached;
  }
}
