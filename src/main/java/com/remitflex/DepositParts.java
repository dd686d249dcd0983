package com.remitflex;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.accounts.deposits.TransferReports;
import com.remitflex.features.accounts.deposits.addresses.Bip32Derivation;
import com.remitflex.features.accounts.deposits.addresses.DepositAddresses;
import com.remitflex.features.accounts.deposits.addresses.DepositNetworks;
import com.remitflex.features.accounts.deposits.addresses.SandboxNetworks;
import com.remitflex.features.accounts.deposits.metrics.DepositMetrics;
import com.remitflex.features.accounts.deposits.sandbox.SandboxDepositWorker;
import com.remitflex.features.accounts.deposits.sandbox.SandboxDeposits;
import com.remitflex.features.compliance.AddressScreening;
import com.remitflex.features.compliance.BlockedAddresses;
import com.remitflex.features.compliance.SandboxBlockedAddress;
import com.remitflex.platform.database.Database;
import java.util.List;

/** The deposits, and the sandbox's networks, which report them. */
record DepositParts(
    DepositService service,
    DepositAddresses addresses,
    TransferReports reports,
    SandboxDeposits sandbox) {

  static DepositParts start(Node node, Engine engine) {
    DepositNetworks networks = networks();
    DepositAddresses addresses = addresses(node.database(), engine);
    TransferReports reports =
        new TransferReports(node.database(), engine, addresses, networks, screening(node));
    DepositService service = new DepositService(node.database(), engine, node.audit());
    node.started(new DepositMetrics(service, node.meters()).start());
    node.started(
        new SandboxDepositWorker(node.database(), reports, networks, node.config().sandboxBlock())
            .start());
    return new DepositParts(
        service,
        addresses,
        reports,
        new SandboxDeposits(engine, addresses, reports, node.config().sandboxBlock()));
  }

  /** The addresses of accounts, on the networks of this installation. */
  static DepositAddresses addresses(Database database, Engine engine) {
    return new DepositAddresses(database, engine, networks(), new Bip32Derivation());
  }

  private static DepositNetworks networks() {
    return SandboxNetworks.with(List.of());
  }

  private static AddressScreening screening(Node node) {
    return SandboxBlockedAddress.or(
        node.config()
            .blockedAddresses()
            .<AddressScreening>map(file -> node.started(BlockedAddresses.start(file)))
            .orElse((environment, address) -> false));
  }
}
