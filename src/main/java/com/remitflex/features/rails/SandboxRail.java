package com.remitflex.features.rails;

import com.remitflex.features.rails.RailOrder.Stage;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The sandbox's rail: it moves no money, takes a fixed time, and fails for reserved amounts. A
 * payment to a wallet is seen in a simulated block after half of the time.
 */
public final class SandboxRail implements Rail {
  private static final BigDecimal FUNDS_FAIL = new BigDecimal("0.01");
  private static final BigDecimal RECEIVER_REJECTS = new BigDecimal("0.02");
  private static final BigDecimal BANK_RETURNS = new BigDecimal("0.04");
  private static final BigDecimal TOO_MANY_REQUESTS = new BigDecimal("9999.99");

  /** The confirmations of a simulated transaction that is final. */
  private static final long FINAL = 3;

  private static final ReturnReason RETURN_REASON =
      new ReturnReason("AC04", "The account is closed.");

  /** The time of block 0 of each simulated network. */
  private static final long GENESIS_SECOND = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();

  private final Duration processing;
  private final Duration settled;
  private final Duration delivered;

  /**
   * A rail with fixed delays.
   *
   * @param processing from submitted to settled
   * @param settled from settled to delivered
   * @param delivered from delivered to returned, for the amounts that a bank sends back
   */
  public SandboxRail(Duration processing, Duration settled, Duration delivered) {
    this.processing = processing;
    this.settled = settled;
    this.delivered = delivered;
  }

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public boolean mayWait() {
    return false;
  }

  @Override
  public Optional<ApiError> rejection(PaymentOrder order) {
    if (order.amount().major().compareTo(TOO_MANY_REQUESTS) == 0) {
      return Optional.of(
          ApiError.later(
              ErrorCode.RATE_LIMIT_EXCEEDED,
              "The sandbox rejects the amount 9999.99 as if the rate limit were exceeded.",
              1));
    }
    return Optional.empty();
  }

  @Override
  public Duration firstWorkAfter(PaymentOrder order) {
    return order.wallet().isPresent() && failure(order).isEmpty()
        ? processing.dividedBy(2)
        : processing;
  }

  @Override
  public long finalAfter() {
    return FINAL;
  }

  @Override
  public Report work(RailOrder order) {
    if (order.stage() == Stage.PROCESSING && order.settlement().isEmpty() && order.paused()) {
      return Report.Waiting.paused();
    }
    return switch (order.stage()) {
      case PROCESSING ->
          failure(order.payment())
              .<Report>map(reason -> new Report.Failed(reason, "the amount is reserved for it"))
              .orElseGet(() -> processed(order));
      case SETTLED ->
          isFraction(order.payment(), BANK_RETURNS)
              ? new Report.Delivered(Optional.of(delivered))
              : new Report.Delivered();
      case DELIVERED -> new Report.Returned(order.payment().converted(), RETURN_REASON);
    };
  }

  private Report processed(RailOrder order) {
    Optional<Wallet> wallet = order.payment().wallet();
    if (wallet.isEmpty()) {
      return new Report.Settled(Optional.empty(), settled);
    }
    Settlement seen = simulated(order, wallet.get());
    return order.settlement().isEmpty()
        ? new Report.Seen(seen, processing.minus(processing.dividedBy(2)))
        : new Report.Settled(
            Optional.of(
                Settlement.seen(
                    seen.network(), seen.transactionHash(), seen.block().orElseThrow(), FINAL)),
            settled);
  }

  /** The facts in the first block; the same each time they are asked for. */
  private static Settlement simulated(RailOrder order, Wallet wallet) {
    long second = order.submittedAt().getEpochSecond() + 1;
    return Settlement.seen(
        wallet.network(), hash(order.payment().reference()), second - GENESIS_SECOND, 1);
  }

  private static String hash(String reference) {
    try {
      byte[] text = ("simulated transaction of " + reference).getBytes(StandardCharsets.UTF_8);
      return "0x" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<FailureReason> failure(PaymentOrder order) {
    if (isFraction(order, FUNDS_FAIL)) {
      return Optional.of(FailureReason.INSUFFICIENT_FUNDS);
    }
    if (isFraction(order, RECEIVER_REJECTS)) {
      return Optional.of(
          order.wallet().isPresent()
              ? FailureReason.RAIL_FAILED
              : FailureReason.RECIPIENT_BANK_REJECTED);
    }
    return Optional.empty();
  }

  private static boolean isFraction(PaymentOrder order, BigDecimal reserved) {
    return order.amount().major().remainder(BigDecimal.ONE).compareTo(reserved) == 0;
  }
}
