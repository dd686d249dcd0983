package com.remitflex.features.exchange.conversions;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** Further rules that a conversion must meet, for example the limits of the account's tier. */
public interface ConversionRules {
  /** No further rules. */
  ConversionRules NONE =
      new ConversionRules() {
        @Override
        public void prefetch(ReadSet reads, Caller caller, String conversionId) {}

        @Override
        public Optional<ApiError> rejection(
            State state, Caller caller, Money amount, CurrentRates rates) {
          return Optional.empty();
        }

        @Override
        public void use(
            State state,
            Effects effects,
            Caller caller,
            String conversionId,
            Money amount,
            CurrentRates rates) {}
      };

  /** Adds the rows that the rules read. */
  void prefetch(ReadSet reads, Caller caller, String conversionId);

  /** Why the conversion is rejected. */
  Optional<ApiError> rejection(State state, Caller caller, Money amount, CurrentRates rates);

  /** Counts a conversion without a {@link #rejection}, decided by the same rates. */
  void use(
      State state,
      Effects effects,
      Caller caller,
      String conversionId,
      Money amount,
      CurrentRates rates);
}
