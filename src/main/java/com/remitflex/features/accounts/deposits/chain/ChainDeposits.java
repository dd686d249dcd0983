package com.remitflex.features.accounts.deposits.chain;

import com.remitflex.features.accounts.deposits.IncomingTransfer;
import com.remitflex.features.accounts.deposits.TransferId;
import com.remitflex.features.accounts.deposits.TransferReport;
import com.remitflex.features.accounts.deposits.TransferReports;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfers;
import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.follower.TransferListener;
import com.remitflex.features.rails.evm.follower.TransferState;
import com.remitflex.features.rails.evm.follower.WatchedAddresses;
import com.remitflex.features.rails.evm.strays.StrayKind;
import com.remitflex.features.rails.evm.strays.StrayTransfer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deposits of real chains: what their followers watch, and what becomes of their reports. */
public final class ChainDeposits implements TransferListener, WatchedAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(ChainDeposits.class);

  private static final BigInteger MAX_MINOR = BigInteger.valueOf(Money.MAX_MINOR);

  private final TransferReports reports;
  private final DepositAddressService addresses;
  private final Map<String, KnownAddresses> known = new ConcurrentHashMap<>();
  private final UnknownTransfers unknown;
  private final ChainStatus chains;

  public ChainDeposits(
      TransferReports reports,
      DepositAddressService addresses,
      UnknownTransfers unknown,
      ChainStatus chains) {
    this.reports = reports;
    this.addresses = addresses;
    this.unknown = unknown;
    this.chains = chains;
  }

  @Override
  public List<EvmAddress> on(String network) {
    return known.computeIfAbsent(network, name -> new KnownAddresses(addresses, name)).all();
  }

  /** Applies a report; throws if the follower must repeat it. */
  @Override
  public void changed(FoundTransfer found) {
    TransferId id =
        new TransferId(
            found.id().network(),
            found.id().transactionHash().text().toLowerCase(Locale.ROOT),
            found.id().logIndex());
    if (found.amountMinor().compareTo(MAX_MINOR) > 0) {
      recordOnly(found, id);
      return;
    }
    TransferReport report = report(found, id);
    TransferReports.Outcome outcome = reports.take(Environment.LIVE, List.of(report)).getFirst();
    if (outcome == TransferReports.Outcome.AGAIN) {
      throw new IllegalStateException("the report of " + id + " was not applied for now");
    }
  }

  private TransferReport report(FoundTransfer found, TransferId id) {
    IncomingTransfer transfer =
        new IncomingTransfer(
            id,
            found.sender().text(),
            found.recipient().text(),
            new Money(found.currency(), found.amountMinor().longValueExact()));
    return switch (found.state()) {
      case SEEN -> new TransferReport.Seen(transfer, Optional.of(found.blockHeight()));
      case FINAL -> new TransferReport.Final(transfer, confirmations(found));
      case DROPPED -> new TransferReport.Unseen(transfer);
    };
  }

  private long confirmations(FoundTransfer found) {
    return chains
        .find(found.id().network())
        .map(chain -> chain.confirmations(found.blockHeight()))
        .orElse(0L);
  }

  /** More than any token has: a balance could not hold it. */
  private void recordOnly(FoundTransfer found, TransferId id) {
    LOG.error(
        "the transfer {} of {} {} is more than an amount may be, and is not credited",
        id,
        found.amountMinor(),
        found.currency());
    if (found.state() == TransferState.FINAL) {
      unknown.record(
          new StrayTransfer(
              found.id().network(),
              StrayKind.UNKNOWN_TOKEN,
              Optional.of(found.id().transactionHash()),
              OptionalLong.of(found.id().logIndex()),
              Optional.of(found.sender()),
              found.recipient(),
              Optional.of(found.token()),
              found.amountMinor(),
              found.blockHeight(),
              Instant.EPOCH));
    }
  }

  /**
   * Counts the confirmations of the network's pending deposits, which are shown while they grow.
   */
  public void countConfirmations(String network) {
    chains
        .find(network)
        .flatMap(chain -> chain.place())
        .ifPresent(
            place -> reports.countConfirmations(Environment.LIVE, network, place.headHeight()));
  }
}
