package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.RailOrder;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.networks.Finality;
import com.remitflex.features.rails.evm.payouts.Payout.Target;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.evm.relays.Waits;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.tokens.AuthorizedTransfer;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pays wallets on one network, in tokens with EIP-3009: the treasury authorises each payment under
 * a nonce of its own, so the token itself rejects a second one, whoever sends it.
 */
public final class PayoutRail implements Rail {
  private static final Logger LOG = LoggerFactory.getLogger(PayoutRail.class);

  /** Orders at a time, so that the others leave connections of the database to requests. */
  private static final int MAX_AT_ONCE = 6;

  private static final String CONFIGURATION = "configuration";

  /** An order that gives up its place in the queue begins again behind all others. */
  private static final Duration MAX_IN_QUEUE = Duration.ofSeconds(10);

  private static final Duration BUSY = Duration.ofMillis(500);
  private static final Duration WITHOUT_NETWORK = Duration.ofSeconds(2);

  private final RailContext context;
  private final ChainNetwork network;
  private final Supplier<Optional<String>> wrong;
  private final Semaphore permits = new Semaphore(MAX_AT_ONCE, true);

  /**
   * The rail of a network.
   *
   * @param nodes stay open for as long as this works; the caller closes them
   * @param paused whether nothing new may be signed or sent
   * @param wrong why no payment is accepted, because the networks file and the chain differ
   */
  public PayoutRail(
      Database database,
      ChainNetwork network,
      EvmNodes nodes,
      Relays relays,
      Signer signer,
      BooleanSupplier paused,
      Supplier<Optional<String>> wrong) {
    this.context = RailContext.of(database, network, nodes, relays, signer, paused);
    this.network = network;
    this.wrong = wrong;
  }

  /** Whether wallets can be paid on a network: it has relayers and a token with EIP-3009. */
  public static boolean isPossible(ChainNetwork network) {
    return !network.relayers().isEmpty() && network.tokens().stream().anyMatch(ChainToken::eip3009);
  }

  @Override
  public String name() {
    return network.name();
  }

  @Override
  public Optional<ApiError> rejection(PaymentOrder order) {
    if (wrong.get().isPresent()) {
      return Optional.of(
          ApiError.of(
              ErrorCode.RAIL_NOT_CONFIGURED,
              "The rail for live payments on "
                  + name()
                  + " is closed, because its configuration is wrong. Nothing was debited."));
    }
    return token(order).isPresent()
        ? Optional.empty()
        : Optional.of(
            ApiError.of(
                ErrorCode.RAIL_NOT_CONFIGURED,
                "No rail is configured for live payments in "
                    + order.converted().currency()
                    + " on "
                    + name()
                    + ". Nothing was debited."));
  }

  private Optional<ChainToken> token(PaymentOrder order) {
    return network.token(order.converted().currency()).filter(ChainToken::eip3009);
  }

  @Override
  public Optional<Money> fee(PaymentOrder order) {
    return token(order).map(ChainToken::payoutFee);
  }

  @Override
  public long finalAfter() {
    return network.finality() instanceof Finality.Blocks(int count) ? count + 1L : 0;
  }

  @Override
  public Report work(RailOrder order) {
    try {
      if (!permits.tryAcquire(MAX_IN_QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
        return Report.Waiting.early(BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Report.Waiting.early(BUSY);
    }
    try {
      return workNow(order);
    } finally {
      permits.release();
    }
  }

  private Report workNow(RailOrder order) {
    Optional<Payout> payout = stored(order.payment());
    if (payout.isEmpty()) {
      return Report.Waiting.because(CONFIGURATION, WITHOUT_NETWORK);
    }
    PayoutTurn turn = new PayoutTurn(context, payout.get(), order.submittedAt());
    if (!isConfigured(payout.get())) {
      // What is over stays so, whatever the file says now.
      return turn.ended().orElseGet(() -> turn.waits(CONFIGURATION, WITHOUT_NETWORK));
    }
    Optional<FollowedChain> chain =
        context
            .chains()
            .find(name())
            .filter(one -> one.closedReason().isEmpty() && one.pauseReason().isEmpty())
            .filter(one -> one.place().isPresent());
    if (chain.isEmpty()) {
      return turn.ended().orElseGet(() -> turn.waits(Waits.NETWORK, WITHOUT_NETWORK));
    }
    try {
      return turn.run(chain.get());
    } catch (ChainUnavailableException e) {
      return turn.waits(Waits.NETWORK, WITHOUT_NETWORK);
    }
  }

  /** The payout of an order, stored now if it is new; empty if it is another one's. */
  private Optional<Payout> stored(PaymentOrder order) {
    Optional<Payout> known =
        context.database().with(handle -> PayoutStore.find(handle, order.reference()));
    Optional<Payout> payout = known.isPresent() ? known : claim(order);
    Optional<Payout> fitting = payout.filter(one -> isOf(one, order));
    if (fitting.isEmpty()) {
      LOG.error(
          "the payment {} does not fit its payout or the networks file of {}: it is not paid until"
              + " an operator has looked at both",
          order.reference(),
          name());
    }
    return fitting;
  }

  private Optional<Payout> claim(PaymentOrder order) {
    Optional<ChainToken> token = token(order);
    if (token.isEmpty()) {
      return Optional.empty();
    }
    Target target =
        new Target(
            order.reference(),
            order.head().accountId(),
            name(),
            network.chainId(),
            order.converted().currency());
    return context
        .database()
        .inTransaction(handle -> {
          AuthorizedTransfer transfer =
              new AuthorizedTransfer(
                  token.get().contract(),
                  network.treasury(),
                  recipient(order),
                  BigInteger.valueOf(order.converted().minor()),
                  PayoutNonce.of(DeploymentStore.id(handle), order.reference()));
          PayoutStore.claim(handle, target, transfer);
          return PayoutStore.find(handle, order.reference());
        });
  }

  private static EvmAddress recipient(PaymentOrder order) {
    return EvmAddress.parse(order.wallet().orElseThrow().address()).orElseThrow();
  }

  private boolean isOf(Payout payout, PaymentOrder order) {
    return payout.target().network().equals(name())
        && payout.transfer().to().equals(recipient(order))
        && payout.target().currency() == order.converted().currency()
        && payout.transfer().amountMinor().equals(BigInteger.valueOf(order.converted().minor()));
  }

  /** Whether the networks file has the chain and the treasury with which it was claimed. */
  private boolean isConfigured(Payout payout) {
    boolean isConfigured =
        payout.target().chainId() == network.chainId()
            && payout.transfer().from().equals(network.treasury());
    if (!isConfigured && payout.waiting().filter(CONFIGURATION::equals).isEmpty()) {
      LOG.error(
          "the payout of {} was claimed with chain {} and treasury {}, which the networks file does"
              + " not have for {}: restore them. It is not paid until then",
          payout.id(),
          payout.target().chainId(),
          payout.transfer().from(),
          name());
    }
    return isConfigured;
  }
}
