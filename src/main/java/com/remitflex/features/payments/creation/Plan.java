package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentKind;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** How a request becomes a payment: who receives it, and what it costs. */
sealed interface Plan permits PayoutPlan, TransferPlan, OffRampPlan {
  PaymentKind kind();

  /** What is sent. */
  Money amount();

  /** The account of this platform that receives it. */
  default Optional<HeadId> receiver() {
    return Optional.empty();
  }

  /** Prefetches the rows that {@link #draft} reads. */
  void prefetch(ReadSet reads, HeadId head);

  /** The payment as it will be, or the first error that does not depend on limits and funds. */
  @CheckReturnValue
  Result<Draft> draft(State state, PaymentKey key, CurrentRates rates);
}
