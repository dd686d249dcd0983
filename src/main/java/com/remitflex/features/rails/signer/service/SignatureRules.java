package com.remitflex.features.rails.signer.service;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.authorization.Authorization;
import com.remitflex.features.rails.signer.authorization.TokenCall;
import com.remitflex.features.rails.signer.keys.SigningKey;
import com.remitflex.features.rails.signer.log.LogEntry;
import com.remitflex.features.rails.signer.log.LogEntry.Counted;
import com.remitflex.features.rails.signer.log.SignatureLog;
import com.remitflex.features.rails.signer.log.SignedBefore;
import com.remitflex.features.rails.signer.policy.TokenPolicy;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Signs what was allowed, if what was signed before allows it too: one nonce authorises one
 * transfer, and the totals of a day stay below their ceilings. Each signature is in the log before
 * it is returned.
 */
record SignatureRules(PolicyRules rules, SignatureLog log) {

  /** The log could not be written. */
  static final class UnloggedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnloggedException(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }

  private SignedBefore before() {
    return log.signed();
  }

  SignedAuthorization payout(
      Authorization.Transfer payout, TokenPolicy token, SigningKey key, Instant now) {
    boolean isNew = requireUnusedOrSame(payout);
    Optional<Counted> counted =
        isNew ? Optional.of(new Counted(token.currency(), payout.amountMinor())) : Optional.empty();
    counted.ifPresent(added ->
        requireBelow(
            added, rules.policy().ceiling(token).perDay(), now, SignerErrorCode.ABOVE_DAY_CEILING));
    return transfer(payout, token, key, counted, now);
  }

  SignedAuthorization sweep(
      Authorization.Transfer sweep, TokenPolicy token, SigningKey key, Instant now) {
    requireUnusedOrSame(sweep);
    return transfer(sweep, token, key, Optional.empty(), now);
  }

  private SignedAuthorization transfer(
      Authorization.Transfer transfer,
      TokenPolicy token,
      SigningKey key,
      Optional<Counted> counted,
      Instant now) {
    SignedAuthorization signed = key.sign(transfer.digest(token.domain()));
    if (!before().transfer(transfer.nonce()).equals(Optional.of(transfer))) {
      write(new LogEntry.Authorized(transfer), counted, now);
    }
    return signed;
  }

  /** Whether the nonce is new; rejects one that was used for anything else. */
  private boolean requireUnusedOrSame(Authorization.Transfer transfer) {
    Bytes32 nonce = transfer.nonce();
    if (before().cancellation(nonce).isPresent()) {
      throw PolicyRules.rejected(
          SignerErrorCode.NONCE_CANCELLED,
          "A cancellation was signed for the nonce " + nonce + ".");
    }
    Optional<Authorization.Transfer> earlier = before().transfer(nonce);
    if (earlier.filter(one -> !one.isSameExceptWindow(transfer)).isPresent()) {
      throw nonceUsed(nonce);
    }
    return earlier.isEmpty();
  }

  private static RejectedRequest nonceUsed(Bytes32 nonce) {
    return PolicyRules.rejected(
        SignerErrorCode.NONCE_USED,
        "Another authorisation was signed with the nonce "
            + nonce
            + ": the chain, token, sender, recipient, amount or function differs.");
  }

  SignedAuthorization cancellation(
      Cancellation request, TokenPolicy token, SigningKey key, Instant now) {
    Authorization.Cancel cancel =
        new Authorization.Cancel(
            request.chainId(), request.token(), key.address(), request.nonce());
    boolean isOfAnother =
        before().transfer(cancel.nonce()).filter(one -> !isOf(one, cancel)).isPresent();
    Optional<Authorization.Cancel> earlier = before().cancellation(cancel.nonce());
    if (isOfAnother || earlier.filter(one -> !one.equals(cancel)).isPresent()) {
      throw nonceUsed(cancel.nonce());
    }

    SignedAuthorization signed = key.sign(cancel.digest(token.domain()));
    if (earlier.isEmpty()) {
      write(new LogEntry.Authorized(cancel), Optional.empty(), now);
    }
    return signed;
  }

  private static boolean isOf(Authorization.Transfer transfer, Authorization.Cancel cancel) {
    return transfer.chainId() == cancel.chainId()
        && transfer.token().equals(cancel.token())
        && transfer.from().equals(cancel.from());
  }

  SignedTransaction relay(RelayTransaction request, SigningKey key, Instant now) {
    requireOwnCall(request);
    BigInteger cost = request.maxFeePerGasWei().multiply(BigInteger.valueOf(request.gasLimit()));
    Optional<LogEntry.Relayed> earlier =
        before().relay(request.chainId(), request.relayer(), request.nonce());
    BigInteger more =
        cost.subtract(earlier.map(LogEntry.Relayed::maxCostWei).orElse(BigInteger.ZERO))
            .max(BigInteger.ZERO);
    Counted counted = Counted.fees(request.chainId(), more);
    requireBelow(
        counted,
        rules.network(request.chainId()).fees().perDayWei(),
        now,
        SignerErrorCode.FEES_NOT_ALLOWED);

    SignedTransaction signed = key.sign(request);
    if (earlier.filter(one -> one.hash().equals(signed.hash())).isEmpty()) {
      write(relayed(request, cost, signed), Optional.of(counted), now);
    }
    return signed;
  }

  private static LogEntry.Relayed relayed(
      RelayTransaction request, BigInteger cost, SignedTransaction signed) {
    return new LogEntry.Relayed(
        request.chainId(), request.relayer(), request.nonce(), request.to(), cost, signed.hash());
  }

  /** Nothing to the relayer itself, or a call with an authorisation from the log. */
  private void requireOwnCall(RelayTransaction request) {
    if (request.nonce() < 0) {
      throw PolicyRules.rejected(SignerErrorCode.BAD_REQUEST, "The nonce must not be negative.");
    }
    if (request.data().equals("0x") && request.to().equals(request.relayer())) {
      return;
    }
    TokenCall call =
        TokenCall.parse(request.chainId(), request.to(), data(request))
            .orElseThrow(() ->
                PolicyRules.rejected(
                    SignerErrorCode.FUNCTION_NOT_ALLOWED,
                    "The data is not a call of a function of EIP-3009."));
    rules.token(request.chainId(), request.to(), call.function());
    if (!isSigned(call.authorization())) {
      throw PolicyRules.rejected(
          SignerErrorCode.AUTHORIZATION_UNKNOWN,
          "This signer has not signed the authorisation in the data. Request it first.");
    }
  }

  private boolean isSigned(Authorization authorization) {
    return switch (authorization) {
      case Authorization.Transfer transfer ->
          before().transfer(transfer.nonce()).filter(transfer::isSameExceptWindow).isPresent();
      case Authorization.Cancel cancel ->
          before().cancellation(cancel.nonce()).equals(Optional.of(cancel));
    };
  }

  private static byte[] data(RelayTransaction request) {
    try {
      return HexFormat.of().parseHex(request.data().substring(2));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw PolicyRules.rejected(
          SignerErrorCode.BAD_REQUEST, "The data must be 0x and hexadecimal digits.");
    }
  }

  private void requireBelow(Counted added, BigInteger ceiling, Instant now, SignerErrorCode code) {
    LocalDate day = before().day(now);
    BigInteger total = before().total(day, added);
    if (total.add(added.amount()).compareTo(ceiling) > 0) {
      throw PolicyRules.rejected(
          code,
          "The ceiling of "
              + day
              + " is "
              + ceiling
              + " ("
              + added.total()
              + ", smallest unit), of which "
              + total
              + " is used: "
              + added.amount()
              + " more is not allowed.");
    }
  }

  private void write(LogEntry.Subject subject, Optional<Counted> counted, Instant now) {
    try {
      log.append(new LogEntry(now, before().day(now), subject, counted));
    } catch (IOException e) {
      throw new UnloggedException(e);
    }
  }
}
