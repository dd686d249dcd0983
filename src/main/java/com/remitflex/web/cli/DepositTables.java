package com.remitflex.web.cli;

import com.remitflex.features.accounts.deposits.Deposit;
import com.remitflex.features.accounts.deposits.DepositStatus;
import com.remitflex.features.accounts.deposits.HeldReason;
import com.remitflex.features.accounts.deposits.addresses.DepositAddress;
import com.remitflex.features.accounts.deposits.addresses.DepositNetwork;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfer;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.strays.StrayCount;
import com.remitflex.features.rails.evm.strays.StrayTransfer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Money;
import java.util.List;

/** Prints deposits and addresses as tables. */
final class DepositTables {
  private static final String ROW = "%-30s  %-7s  %-8s  %24s  %-9s  %5s  %-24s  %s";
  private static final String UNKNOWN = "%-24s  %-9s  %-42s  %-42s  %-30s  %-66s  %s";

  private DepositTables() {}

  static void print(List<Deposit> deposits) {
    Console.print(
        ROW.formatted("ID", "ENV", "STATUS", "AMOUNT", "NETWORK", "CONF", "CREATED", "REASON"));
    for (Deposit deposit : deposits) {
      Console.print(
          ROW.formatted(
                  deposit.id(),
                  deposit.head().environment().word(),
                  deposit.status().word(),
                  amount(deposit.amount()),
                  deposit.network(),
                  deposit.confirmations(),
                  Json.time(deposit.createdAt()),
                  reason(deposit))
              .stripTrailing());
    }
  }

  private static String reason(Deposit deposit) {
    return deposit.status() == DepositStatus.HELD
        ? deposit.heldReason().map(HeldReason::word).orElse("")
        : "";
  }

  static void print(Deposit deposit) {
    line("ID", deposit.id());
    line("Account", deposit.head().accountId());
    line("Environment", deposit.head().environment().word());
    line("Status", deposit.status().word());
    if (deposit.status() == DepositStatus.HELD) {
      deposit.heldReason().ifPresent(reason -> line("Held because", reason.sentence()));
    }
    deposit.review().ifPresent(review -> line("Decision", review.word()));
    line("Amount", amount(deposit.amount()));
    line("Network", deposit.network());
    line("Sender", deposit.transfer().sender());
    line("Address", deposit.transfer().address());
    line("Transaction", deposit.transfer().id().transactionHash());
    line("Log index", Long.toString(deposit.transfer().id().logIndex()));
    line("Confirmations", Long.toString(deposit.confirmations()));
    line("Created", Json.time(deposit.createdAt()));
    deposit.creditedAt().ifPresent(at -> line("Credited", Json.time(at)));
  }

  static void print(DepositAddress address, DepositNetwork network) {
    line("Network", network.name());
    line("Address", address.address());
    line("Account", address.head().accountId());
    line("Environment", address.head().environment().word());
    network
        .minimums()
        .forEach(minimum -> line("Accepted", minimum.currency() + ", at least " + minimum.major()));
  }

  static void printUnknown(List<StrayCount> counts, List<UnknownTransfer> transfers) {
    Console.print(
        UNKNOWN.formatted(
            "SEEN", "NETWORK", "TOKEN", "ADDRESS", "ACCOUNT", "TRANSACTION", "AMOUNT (MINOR)"));
    for (UnknownTransfer one : transfers) {
      StrayTransfer transfer = one.transfer();
      Console.print(
          UNKNOWN.formatted(
              Json.time(transfer.seenAt()),
              transfer.network(),
              transfer.token().map(EvmAddress::text).orElse("native coin"),
              transfer.recipient().text(),
              one.accountId().orElse("treasury"),
              transfer.transaction().map(Bytes32::text).orElse("by a contract"),
              transfer.amount()));
    }
    Console.print("");
    counts.forEach(count ->
        Console.print(
            count.network()
                + ": "
                + count.transfers()
                + switch (count.kind()) {
                  case UNKNOWN_TOKEN -> " transfers of unknown tokens";
                  case NATIVE_COIN -> " transfers of native coin";
                  case ZERO_VALUE -> " transfers of nothing, which are only counted";
                }));
  }

  private static void line(String label, String value) {
    Console.print("%-14s %s".formatted(label, value));
  }

  static String amount(Money money) {
    return money.major().toPlainString() + " " + money.currency().name();
  }
}
