package com.remitflex.features.payments.creation;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.recipients.wallets.WalletRules;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import java.util.List;

/** Creates the payments and off-ramps of accounts. */
public final class PaymentCreation {
  private final Engine engine;
  private final WalletRules wallets;
  private final CreatePayment.Terms terms;

  public PaymentCreation(Engine engine, WalletRules wallets, CreatePayment.Terms terms) {
    this.engine = engine;
    this.wallets = wallets;
    this.terms = terms;
  }

  /** The networks on which an account can pay wallets, in alphabetical order. */
  public List<String> walletNetworks(Environment environment) {
    return wallets.networks(environment);
  }

  /** Creates a payment. */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, PaymentRequest request) {
    return request
        .checked(caller.head().environment(), wallets)
        .flatMap(checked -> engine.run(CreatePayment.payment(caller, checked, terms)));
  }

  /** Creates an off-ramp. */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, OffRampRequest request) {
    return request
        .checked(caller.head().environment())
        .flatMap(checked -> engine.run(CreatePayment.offRamp(caller, checked, terms)));
  }
}
