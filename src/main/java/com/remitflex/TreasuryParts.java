package com.remitflex;

import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.rails.evm.follower.NetworkFollower;
import com.remitflex.features.rails.evm.follower.WatchedAddresses;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.payouts.DeploymentStore;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.BooksKeeper;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.treasury.alarms.Alarms;
import com.remitflex.features.treasury.alarms.Findings;
import com.remitflex.features.treasury.alarms.TreasuryMetrics;
import com.remitflex.features.treasury.books.NetworkBooks;
import com.remitflex.features.treasury.books.RpcBooksSource;
import com.remitflex.features.treasury.matching.DepositTransfers;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.Matcher;
import com.remitflex.features.treasury.matching.PayoutTransfers;
import com.remitflex.features.treasury.movements.MovementTransfers;
import com.remitflex.features.treasury.movements.OpeningMovements;
import com.remitflex.features.treasury.proof.Reconciliation;
import com.remitflex.features.treasury.sweeps.SweepPlan;
import com.remitflex.features.treasury.sweeps.SweepTransfers;
import com.remitflex.features.treasury.sweeps.SweepWorker;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.web.cli.CommandContext;
import java.time.Duration;
import java.util.List;

/** The books of the networks, on the node that follows them. */
record TreasuryParts(Alarms alarms) {
  private static final int SWEEP_POLLS = 2;

  /** Who knows why tokens move. */
  static List<KnownTransfers> known() {
    return List.of(
        new DepositTransfers(),
        new SweepTransfers(),
        new PayoutTransfers(),
        new MovementTransfers());
  }

  static TreasuryParts start(
      Node node, ChainParts chains, DepositAddressService addresses, Pauses pauses) {
    Alarms alarms = new Alarms(node.database(), node.audit(), pauses);
    Matcher matcher = new Matcher(node.database(), known());
    BooksKeeper.Checks checks =
        new BooksKeeper.Checks(
            matcher,
            new Reconciliation(known()),
            new Findings(currency -> networks(node.config().networks(), currency)),
            alarms);
    SweepPlan sweeps = sweeps(node.database(), addresses);
    Duration poll = node.config().chainPoll();
    for (NetworkFollower follower : chains.followers()) {
      NetworkBooks books =
          new NetworkBooks(
              node.database(),
              follower.network(),
              new RpcBooksSource(follower.network(), follower.nodes()),
              new OpeningMovements(),
              matcher::matchNew);
      node.started(new BooksKeeper(node.database(), follower, books, checks, poll).start());
      if (follower.network().depositXpub().isPresent()) {
        node.started(
            new SweepWorker(
                    node.database(),
                    follower,
                    pauses,
                    chains.signer(),
                    chains.relays(),
                    sweeps,
                    poll.multipliedBy(SWEEP_POLLS))
                .start());
      }
    }
    node.started(new TreasuryMetrics(node.database(), alarms, node.meters()).start());
    return new TreasuryParts(alarms);
  }

  private static SweepPlan sweeps(Database database, DepositAddressService addresses) {
    return new SweepPlan(database, addresses, () -> database.inTransaction(DeploymentStore::id));
  }

  private static List<String> networks(List<ChainNetwork> all, Currency currency) {
    return all.stream()
        .filter(one -> one.token(currency).isPresent())
        .map(ChainNetwork::name)
        .toList();
  }

  /** The treasury for a command, which closes it. */
  static Treasury forCommand(Config config, CommandContext context) {
    return new Treasury(
        context.database(),
        config.networks(),
        network -> ChainParts.nodes(network, ProcessMetrics.none()),
        deposits(context.depositAddresses()),
        sweeps(context.database(), context.depositAddresses()),
        known(),
        context.trail(),
        context.pauses());
  }

  private static WatchedAddresses deposits(DepositAddressService addresses) {
    return network ->
        addresses.all(Environment.LIVE, network).stream()
            .flatMap(text -> EvmAddress.parse(text).stream())
            .toList();
  }
}
