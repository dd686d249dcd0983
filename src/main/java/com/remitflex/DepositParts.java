package com.remitflex;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.accounts.deposits.TransferReports;
import com.remitflex.features.accounts.deposits.addresses.AddressLog;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.addresses.DepositNetworks;
import com.remitflex.features.accounts.deposits.addresses.IssuedAddresses;
import com.remitflex.features.accounts.deposits.addresses.SandboxNetworks;
import com.remitflex.features.accounts.deposits.chain.ChainDepositNetworks;
import com.remitflex.features.accounts.deposits.chain.ChainDeposits;
import com.remitflex.features.accounts.deposits.metrics.DepositMetrics;
import com.remitflex.features.accounts.deposits.sandbox.SandboxDepositWorker;
import com.remitflex.features.accounts.deposits.sandbox.SandboxDeposits;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfers;
import com.remitflex.features.compliance.AddressScreening;
import com.remitflex.features.compliance.BlockedAddresses;
import com.remitflex.features.compliance.SandboxBlockedAddress;
import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.keys.DepositAddresses;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.util.List;

/** The deposits, and the sandbox's networks, which report them. */
record DepositParts(
    DepositService service,
    DepositAddressService addresses,
    TransferReports reports,
    SandboxDeposits sandbox,
    UnknownTransfers unknown,
    ChainDeposits chain) {
  static DepositParts start(Node node, Engine engine, AddressLog log, AddressScreening blocked) {
    DepositNetworks networks = networks(node.config().networks());
    DepositAddressService addresses =
        addresses(node.config().networks(), node.database(), engine, log);
    TransferReports reports =
        new TransferReports(node.database(), engine, addresses, networks, blocked);
    DepositService service = new DepositService(node.database(), engine, node.audit());
    node.started(new DepositMetrics(service, node.meters()).start());
    node.started(
        new SandboxDepositWorker(
                node.database(), reports, networks, node.config().sandbox().block())
            .start());
    UnknownTransfers unknown = new UnknownTransfers(node.database(), addresses);
    return new DepositParts(
        service,
        addresses,
        reports,
        new SandboxDeposits(engine, addresses, reports, node.config().sandbox().block()),
        unknown,
        new ChainDeposits(reports, addresses, unknown, new ChainStatus(node.database())));
  }

  /** The addresses of accounts, on the networks of this installation. */
  static DepositAddressService addresses(
      List<ChainNetwork> live, Database database, Engine engine, IssuedAddresses issued) {
    return new DepositAddressService(
        database,
        engine,
        networks(live),
        (xpub, index) -> DepositAddresses.derive(xpub, index).text(),
        new ChainStatus(database)::isClosed,
        issued);
  }

  private static DepositNetworks networks(List<ChainNetwork> live) {
    return SandboxNetworks.with(ChainDepositNetworks.of(live));
  }

  /** Keeps the confirmations of pending deposits up to date; one cheap query if there are none. */
  PeriodicTask countConfirmations(Config config) {
    PeriodicTask task =
        PeriodicTask.every(
            config.chainPoll(),
            "deposit-confirmations",
            "the confirmations of deposits are counted later",
            () -> config.networks().forEach(network -> chain.countConfirmations(network.name())));
    task.start();
    return task;
  }

  /** The blocked addresses, for all that is received or sent. */
  static AddressScreening blocked(Node node) {
    return SandboxBlockedAddress.or(
        node.config()
            .blockedAddresses()
            .<AddressScreening>map(file -> node.started(BlockedAddresses.start(file)))
            .orElse((environment, address) -> false));
  }
}
