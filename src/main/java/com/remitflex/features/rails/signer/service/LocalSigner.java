package com.remitflex.features.rails.signer.service;

import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SweepAuthorization;
import com.remitflex.features.rails.signer.authorization.Authorization;
import com.remitflex.features.rails.signer.authorization.TokenFunction;
import com.remitflex.features.rails.signer.keys.SignerFiles;
import com.remitflex.features.rails.signer.keys.SignerKeys;
import com.remitflex.features.rails.signer.keys.SignerLock;
import com.remitflex.features.rails.signer.keys.SigningKey;
import com.remitflex.features.rails.signer.log.SignatureLog;
import com.remitflex.features.rails.signer.policy.NetworkPolicy;
import com.remitflex.features.rails.signer.policy.Policy;
import com.remitflex.features.rails.signer.policy.PolicyJson;
import com.remitflex.features.rails.signer.policy.TokenPolicy;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signer itself, in the process that holds the keys. It handles one request at a time, so that
 * each sees everything that was signed before it.
 */
public final class LocalSigner implements Signer {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSigner.class);
  private static final String LOG_FAILS =
      "The log of signatures cannot be written, so nothing is signed. Free disk space, or make the"
          + " signer's directory writable.";

  private final SignerLock lock;
  private final SignerKeys keys;
  private final Policy policy;
  private final PolicyRules rules;
  private final SignatureLog log;
  private final SignatureRules signatures;
  private final Clock clock;
  private final ReentrantLock one = new ReentrantLock();

  private LocalSigner(
      SignerLock lock, SignerKeys keys, Policy policy, SignatureLog log, Clock clock) {
    this.lock = lock;
    this.keys = keys;
    this.policy = policy;
    this.log = log;
    this.clock = clock;
    this.rules = new PolicyRules(policy, keys.addresses());
    this.signatures = new SignatureRules(rules, log);
  }

  /**
   * Opens the signer in a directory.
   *
   * @throws com.remitflex.features.rails.signer.SignerException if it is in use, a file is missing
   *     or wrong, or the passphrase does not fit
   */
  public static LocalSigner open(Path directory, char[] passphrase, Clock clock) {
    SignerFiles files = new SignerFiles(directory);
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      SignerLock lock = SignerLock.take(directory);
      opened.add(lock);
      Policy policy = PolicyJson.read(directory.resolve("policy.jsonc") + "", files.policy());
      SignatureLog log = SignatureLog.open(files.log());
      opened.add(log);
      return new LocalSigner(lock, SignerKeys.open(files, passphrase), policy, log, clock);
    } catch (RuntimeException e) {
      opened.reversed().forEach(LocalSigner::closeQuietly);
      throw e;
    }
  }

  private static void closeQuietly(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      LOG.debug("{} cannot be closed", one, e);
    }
  }

  @Override
  public SignerReply<SignedAuthorization> signPayout(PayoutAuthorization request) {
    return handle(() -> {
      Authorization.Transfer payout = PolicyRules.transfer(request, treasury());
      TokenPolicy token = rules.token(payout);
      rules.requirePayout(payout, token, clock.instant());

      return signatures.payout(payout, token, keys.treasury(), clock.instant());
    });
  }

  @Override
  public SignerReply<SignedAuthorization> signSweep(SweepAuthorization request) {
    return handle(() -> {
      requireIndex(request.index());
      try (SigningKey key = keys.deposit(request.index())) {
        Authorization.Transfer sweep = PolicyRules.transfer(request, key.address(), treasury());
        TokenPolicy token = rules.token(sweep);
        rules.requireSweep(sweep, clock.instant());

        return signatures.sweep(sweep, token, key, clock.instant());
      }
    });
  }

  @Override
  public SignerReply<SignedAuthorization> signCancellation(Cancellation request) {
    return handle(() -> {
      TokenPolicy token = rules.token(request.chainId(), request.token(), TokenFunction.CANCEL);
      if (request.index().isEmpty()) {
        return signatures.cancellation(request, token, keys.treasury(), clock.instant());
      }
      requireIndex(request.index().get());
      try (SigningKey key = keys.deposit(request.index().get())) {
        return signatures.cancellation(request, token, key, clock.instant());
      }
    });
  }

  private static void requireIndex(int index) {
    if (index < 0) {
      throw PolicyRules.rejected(
          SignerErrorCode.BAD_REQUEST, "The index of a deposit address must not be negative.");
    }
  }

  @Override
  public SignerReply<SignedTransaction> signRelay(RelayTransaction request) {
    return handle(() -> {
      SigningKey key =
          keys.relayer(request.relayer())
              .orElseThrow(() ->
                  PolicyRules.rejected(
                      SignerErrorCode.KEY_UNKNOWN,
                      "The signer has no relayer " + request.relayer() + "."));
      rules.requireFees(request);

      return signatures.relay(request, key, clock.instant());
    });
  }

  @Override
  public SignerReply<SignerAddresses> addresses() {
    return handle(keys::addresses);
  }

  @Override
  public SignerReply<SignerHealth> health() {
    return handle(() ->
        new SignerHealth(
            log.signed().entries(),
            policy.networks().stream().map(NetworkPolicy::chainId).toList(),
            warnings()));
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    log.warning().ifPresent(warnings::add);
    if (log.isFailing()) {
      warnings.add(LOG_FAILS);
    }
    if (log.signed().isClockBehind(clock.instant())) {
      warnings.add(
          "The signer's clock is on an earlier day than its last signature. Correct it: until then,"
              + " payouts count to the later day.");
    }
    return warnings;
  }

  private EvmAddress treasury() {
    return keys.treasury().address();
  }

  /** Does one request; whatever fails, no signature is returned that is not in the log. */
  private <T> SignerReply<T> handle(Supplier<T> request) {
    one.lock();
    try {
      return new SignerReply.Done<>(request.get());
    } catch (RejectedRequest e) {
      LOG.warn("rejected a request: {}: {}", e.code(), e.reason());
      return new SignerReply.Rejected<>(e.code(), e.reason());
    } catch (SignatureRules.UnloggedException e) {
      LOG.error("the log of signatures cannot be written: {}", e.getMessage());
      return new SignerReply.Unavailable<>(LOG_FAILS);
    } finally {
      one.unlock();
    }
  }

  @Override
  public void close() {
    one.lock();
    try {
      keys.close();
      log.close();
      lock.close();
    } finally {
      one.unlock();
    }
  }
}
