package com.remitflex.features.payments.creation;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.tiers.TierLimits;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/** The limits of the account's tier, which count live payments and off-ramps alike. */
public final class TierSendingLimits implements SendingLimits {
  @Override
  public void prefetch(ReadSet reads, Caller caller, PaymentKey key) {
    TierLimits.prefetch(reads, key.head(), key.id());
  }

  @Override
  public Optional<ApiError> rejection(
      State state, Caller caller, Payment payment, CurrentRates rates) {
    return TierLimits.rejection(state, payment.key().head(), payment.amount(), rates);
  }

  @Override
  public void use(
      State state, Effects effects, Caller caller, Payment payment, CurrentRates rates) {
    TierLimits.use(state, effects, payment.key().head(), payment.id(), payment.amount(), rates);
  }
}
