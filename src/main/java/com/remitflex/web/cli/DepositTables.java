package com.remitflex.web.cli;

import com.remitflex.features.accounts.deposits.Deposit;
import com.remitflex.features.accounts.deposits.DepositStatus;
import com.remitflex.features.accounts.deposits.HeldReason;
import com.remitflex.features.accounts.deposits.addresses.DepositAddress;
import com.remitflex.features.accounts.deposits.addresses.DepositNetwork;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfer;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Money;
import java.util.List;

/** Prints deposits and addresses as tables. */
final class DepositTables {
  private static final String ROW = "%-30s  %-7s  %-8s  %24s  %-9s  %5s  %-24s  %s";
  private static final String UNKNOWN = "%-24s  %-7s  %-9s  %-42s  %-42s  %s";

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

  static void printUnknown(List<UnknownTransfer> transfers) {
    Console.print(
        UNKNOWN.formatted("SEEN", "ENV", "NETWORK", "TOKEN", "ADDRESS", "AMOUNT (SMALLEST UNIT)"));
    for (UnknownTransfer one : transfers) {
      Console.print(
          UNKNOWN.formatted(
              Json.time(one.seenAt()),
              one.head().environment().word(),
              one.id().network(),
              one.token(),
              one.address(),
              one.amount()));
    }
  }

  private static void line(String label, String value) {
    Console.print("%-14s %s".formatted(label, value));
  }

  static String amount(Money money) {
    return money.major().toPlainString() + " " + money.currency().name();
  }
}
