package com.remitflex.features.rails.signer.service;

import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SweepAuthorization;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.rails.signer.authorization.Authorization;
import com.remitflex.features.rails.signer.authorization.TokenFunction;
import com.remitflex.features.rails.signer.policy.FeeBounds;
import com.remitflex.features.rails.signer.policy.NetworkPolicy;
import com.remitflex.features.rails.signer.policy.Policy;
import com.remitflex.features.rails.signer.policy.TokenPolicy;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;

/** What the policy says about a request, whatever was signed before. */
record PolicyRules(Policy policy, SignerAddresses own) {
  private static final int TOKEN_BITS = 256;

  /** The network with this chain ID. */
  NetworkPolicy network(long chainId) {
    return policy
        .network(chainId)
        .orElseThrow(() ->
            rejected(
                SignerErrorCode.NETWORK_NOT_ALLOWED,
                "The policy does not contain the chain " + chainId + "."));
  }

  /** The token, if the policy contains it and this function of it. */
  TokenPolicy token(long chainId, EvmAddress contract, TokenFunction function) {
    TokenPolicy token =
        network(chainId)
            .token(contract)
            .orElseThrow(() ->
                rejected(
                    SignerErrorCode.TOKEN_NOT_ALLOWED,
                    "The policy does not contain the contract "
                        + contract
                        + " on the chain "
                        + chainId
                        + "."));
    if (!token.functions().contains(function)) {
      throw rejected(
          SignerErrorCode.FUNCTION_NOT_ALLOWED,
          "The policy does not contain "
              + function.title()
              + " for "
              + token.currency()
              + " on the chain "
              + chainId
              + ".");
    }
    return token;
  }

  /** The token of an authorisation. */
  TokenPolicy token(Authorization.Transfer transfer) {
    return token(transfer.chainId(), transfer.token(), TokenFunction.of(transfer.method()));
  }

  /** Rejects a payout that is not allowed on its own. */
  void requirePayout(Authorization.Transfer payout, TokenPolicy token, Instant now) {
    requireRecipient(payout);
    requireAmount(payout.amountMinor());
    requireWindow(payout.window(), now);
    BigInteger ceiling = policy.ceiling(token).perTransaction();
    if (payout.amountMinor().compareTo(ceiling) > 0) {
      throw rejected(
          SignerErrorCode.ABOVE_TRANSACTION_CEILING,
          "The amount "
              + payout.amountMinor()
              + " is above the ceiling per transaction of "
              + ceiling
              + " "
              + token.currency()
              + " (smallest unit).");
    }
  }

  private void requireRecipient(Authorization.Transfer payout) {
    EvmAddress to = payout.to();
    if (to.equals(EvmAddress.ZERO)
        || to.equals(payout.token())
        || to.equals(own.treasury())
        || own.relayers().contains(to)) {
      throw rejected(
          SignerErrorCode.RECIPIENT_NOT_ALLOWED,
          "A payout must not go to the zero address, the token, the treasury or a relayer.");
    }
  }

  /** Rejects a sweep that is not allowed on its own. */
  void requireSweep(Authorization.Transfer sweep, Instant now) {
    if (!policy.sweepDestinations().contains(sweep.to())) {
      throw rejected(
          SignerErrorCode.DESTINATION_NOT_ALLOWED,
          "The policy does not contain the treasury " + sweep.to() + " in sweep_destinations.");
    }
    requireAmount(sweep.amountMinor());
    requireWindow(sweep.window(), now);
  }

  private static void requireAmount(BigInteger amount) {
    if (amount.signum() <= 0 || amount.bitLength() > TOKEN_BITS) {
      throw rejected(
          SignerErrorCode.AMOUNT_NOT_ALLOWED, "The amount must be positive and below 2^256.");
    }
  }

  private void requireWindow(Window window, Instant now) {
    long second = now.getEpochSecond();
    long last = second + policy.maxWindow().toSeconds();
    if (window.validBefore() <= window.validAfter() + 1
        || window.validBefore() <= second
        || window.validBefore() > last) {
      throw rejected(
          SignerErrorCode.WINDOW_NOT_ALLOWED,
          "The window must not be empty, and must end between now ("
              + second
              + ") and "
              + last
              + " by the signer's clock.");
    }
  }

  /** Rejects a transaction whose gas or fees are above the bounds. */
  void requireFees(RelayTransaction transaction) {
    FeeBounds bounds = network(transaction.chainId()).fees();
    if (transaction.gasLimit() <= 0 || transaction.gasLimit() > bounds.maxGas()) {
      throw feesNotAllowed("The gas limit must be from 1 to " + bounds.maxGas() + ".");
    }
    requireFee("fee", transaction.maxFeePerGasWei(), bounds.maxFeePerGasWei());
    requireFee(
        "priority fee",
        transaction.maxPriorityFeePerGasWei(),
        bounds.maxPriorityFeePerGasWei().min(transaction.maxFeePerGasWei()));
  }

  private static void requireFee(String what, BigInteger fee, BigInteger max) {
    if (fee.signum() < 0 || fee.compareTo(max) > 0) {
      throw feesNotAllowed("The maximum " + what + " per gas must be from 0 to " + max + " wei.");
    }
  }

  static RejectedRequest feesNotAllowed(String reason) {
    return rejected(SignerErrorCode.FEES_NOT_ALLOWED, reason);
  }

  static RejectedRequest rejected(SignerErrorCode code, String reason) {
    return new RejectedRequest(code, reason);
  }

  /** The authorisation that a request for a payout means. */
  static Authorization.Transfer transfer(PayoutAuthorization request, EvmAddress treasury) {
    return new Authorization.Transfer(
        request.method(),
        request.chainId(),
        request.token(),
        treasury,
        request.recipient(),
        request.amountMinor(),
        request.window(),
        request.nonce());
  }

  /** The authorisation that a request for a sweep means. */
  static Authorization.Transfer transfer(
      SweepAuthorization request, EvmAddress from, EvmAddress treasury) {
    return new Authorization.Transfer(
        request.method(),
        request.chainId(),
        request.token(),
        from,
        treasury,
        request.amountMinor(),
        request.window(),
        request.nonce());
  }
}
