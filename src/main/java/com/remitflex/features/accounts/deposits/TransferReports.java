package com.remitflex.features.accounts.deposits;

import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.deposits.addresses.DepositAddress;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.addresses.DepositNetworks;
import com.remitflex.features.compliance.AddressScreening;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what chains report about transfers. Reports are idempotent: each may come several times
 * and from several nodes, and has one effect.
 */
public final class TransferReports {
  private static final Logger LOG = LoggerFactory.getLogger(TransferReports.class);

  private final Database database;
  private final Engine engine;
  private final DepositAddressService addresses;
  private final DepositNetworks networks;
  private final AddressScreening screening;

  public TransferReports(
      Database database,
      Engine engine,
      DepositAddressService addresses,
      DepositNetworks networks,
      AddressScreening screening) {
    this.database = database;
    this.engine = engine;
    this.addresses = addresses;
    this.networks = networks;
    this.screening = screening;
  }

  /** What became of a report. */
  public enum Outcome {
    /** It was applied, now or before. */
    APPLIED,
    /** It was rejected, and will be if it comes again. */
    REJECTED,
    /** The address is not a deposit address of this environment. */
    NOT_OURS,
    /** It was not applied for now and must come again. */
    AGAIN
  }

  /** A command, and the place of its report. */
  private record Numbered(int number, DepositCommand command) {}

  /** Applies these reports in their order; the outcomes are in the same order. */
  public List<Outcome> take(Environment environment, List<? extends TransferReport> reports) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Numbered> commands = new ArrayList<>();
    List<DepositStore.Confirmed> confirmed = new ArrayList<>();
    List<DepositStore.Located> located = new ArrayList<>();
    for (TransferReport report : reports) {
      Optional<DepositKey> key = key(environment, report.transfer());
      outcomes.add(key.isPresent() ? Outcome.APPLIED : withoutAccount(environment, report));
      if (key.isPresent()) {
        int number = outcomes.size() - 1;
        switch (report) {
          case TransferReport.Seen(_, Optional<Long> height) -> {
            commands.add(new Numbered(number, new RecordDeposit(key.get(), held(key.get()))));
            height.ifPresent(at -> located.add(new DepositStore.Located(key.get().sighting(), at)));
          }
          case TransferReport.Final done ->
              commands.add(
                  new Numbered(
                      number, new CreditDeposit(key.get(), held(key.get()), done.confirmations())));
          case TransferReport.Unseen _ ->
              commands.add(new Numbered(number, new DropDeposit(key.get())));
          case TransferReport.Confirmed(_, long confirmations) ->
              confirmed.add(new DepositStore.Confirmed(key.get().sighting(), confirmations));
        }
      }
    }
    run(commands, outcomes);
    if (!confirmed.isEmpty() || !located.isEmpty()) {
      database.useEngineSettings(handle -> {
        DepositStore.confirm(handle, confirmed);
        DepositStore.locate(handle, located);
      });
    }
    return outcomes;
  }

  /** Counts the confirmations of pending deposits whose block height was reported. */
  public void countConfirmations(Environment environment, String network, long headHeight) {
    database.useEngineSettings(
        handle -> DepositStore.confirmUpTo(handle, environment, network, headHeight));
  }

  /**
   * A transfer to an address whose row was changed is not lost: it is credited once it is right.
   */
  private Outcome withoutAccount(Environment environment, TransferReport report) {
    IncomingTransfer transfer = report.transfer();
    return addresses.isKnown(environment, transfer.id().network(), transfer.address())
        ? Outcome.AGAIN
        : Outcome.NOT_OURS;
  }

  private void run(List<Numbered> commands, List<Outcome> outcomes) {
    List<Result<Completed>> results =
        engine.runAll(commands.stream().map(Numbered::command).toList());
    for (int i = 0; i < commands.size(); i++) {
      outcomes.set(commands.get(i).number(), outcome(results.get(i)));
    }
  }

  private static Outcome outcome(Result<Completed> result) {
    return switch (result) {
      case Result.Ok<Completed> _ -> Outcome.APPLIED;
      case Result.Rejected<Completed> rejected
          when rejected.error().code() == ErrorCode.NOT_FOUND -> {
        LOG.error("a report of a chain was rejected: {}", rejected.error().message());
        yield Outcome.REJECTED;
      }
      case Result.Rejected<Completed> rejected -> {
        LOG.warn("a report of a chain is applied later: {}", rejected.error().message());
        yield Outcome.AGAIN;
      }
    };
  }

  private Optional<DepositKey> key(Environment environment, IncomingTransfer transfer) {
    return addresses
        .ofText(environment, transfer.id().network(), transfer.address())
        .map(address -> key(address, transfer));
  }

  private static DepositKey key(DepositAddress address, IncomingTransfer transfer) {
    return new DepositKey(address.head(), transfer.to(address.address()));
  }

  /** Why a transfer is held, by the rules of now; empty if nothing holds it. */
  public Optional<HeldReason> held(DepositKey key) {
    Environment environment = key.head().environment();
    IncomingTransfer transfer = key.transfer();
    if (screening.isBlocked(environment, transfer.sender())
        || screening.isBlocked(environment, transfer.address())) {
      if (environment == Environment.LIVE) {
        LOG.warn(
            "the transfer {} from {} is held: its sender or deposit address is on the list of"
                + " blocked addresses. ./remitflex deposits held lists all held deposits",
            transfer.id(),
            transfer.sender());
      }
      return Optional.of(HeldReason.BLOCKED_ADDRESS);
    }
    boolean isBelow =
        networks
            .find(environment, transfer.id().network())
            .flatMap(network -> network.minimum(transfer.amount().currency()))
            .filter(minimum -> transfer.amount().minor() < minimum.minor())
            .isPresent();
    return isBelow ? Optional.of(HeldReason.BELOW_MINIMUM) : Optional.empty();
  }
}
