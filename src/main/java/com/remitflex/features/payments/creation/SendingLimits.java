package com.remitflex.features.payments.creation;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** What an account may send, beside the limits of the API key; pure, on the state of a batch. */
public interface SendingLimits {
  /** No limits. */
  SendingLimits NONE =
      new SendingLimits() {
        @Override
        public void prefetch(ReadSet reads, Caller caller, PaymentKey key) {}

        @Override
        public Optional<ApiError> rejection(
            State state, Caller caller, Payment payment, CurrentRates rates) {
          return Optional.empty();
        }

        @Override
        public void use(
            State state, Effects effects, Caller caller, Payment payment, CurrentRates rates) {}
      };

  /** Prefetches the rows that the other methods read and change. */
  void prefetch(ReadSet reads, Caller caller, PaymentKey key);

  /**
   * Why the payment exceeds a limit.
   *
   * @param payment as it would be created
   */
  Optional<ApiError> rejection(State state, Caller caller, Payment payment, CurrentRates rates);

  /** Counts a payment without a {@link #rejection} at the same rates, which is created. */
  void use(State state, Effects effects, Caller caller, Payment payment, CurrentRates rates);
}
