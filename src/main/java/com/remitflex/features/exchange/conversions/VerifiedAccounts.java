package com.remitflex.features.exchange.conversions;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.tiers.TierLimits;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/**
 * Only verified accounts convert live money. Nothing counts against the limits of their tier: the
 * money stays in the account, and counts when it is sent.
 */
public final class VerifiedAccounts implements ConversionRules {
  @Override
  public void prefetch(ReadSet reads, Caller caller, String conversionId) {
    TierLimits.prefetchVerification(reads, caller.head());
  }

  @Override
  public Optional<ApiError> rejection(
      State state, Caller caller, Money amount, CurrentRates rates) {
    return TierLimits.unverified(state, caller.head());
  }

  @Override
  public void use(
      State state,
      Effects effects,
      Caller caller,
      String conversionId,
      Money amount,
      CurrentRates rates) {}
}
