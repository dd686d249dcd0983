package com.remitflex.web.cli;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.accounts.deposits.Deposit;
import com.remitflex.features.accounts.deposits.DepositExport;
import com.remitflex.features.accounts.deposits.DepositFilter;
import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.accounts.deposits.DepositStatus;
import com.remitflex.features.accounts.deposits.addresses.DepositAddress;
import com.remitflex.features.accounts.deposits.addresses.DepositNetwork;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfer;
import com.remitflex.features.rails.evm.strays.StrayCount;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `deposits`: money that arrives on chains. */
@Command(
    name = "deposits",
    mixinStandardHelpOptions = true,
    description = "List deposits, show deposit addresses, and decide about held deposits.")
public final class DepositsCommand {
  private static final int MAX_LIMIT = 1_000;

  private final CommandContextFactory contexts;

  public DepositsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  /** Which deposits of an account to list. */
  static final class Selection {
    @Option(names = "--account", description = "ID of the account (default: the first account).")
    private Optional<String> account = Optional.empty();

    @Option(names = "--environment", description = "sandbox or live (default: both).")
    private Optional<Environment> environment = Optional.empty();

    @Option(names = "--status", description = "pending, credited, dropped or held (default: all).")
    private Optional<DepositStatus> status = Optional.empty();

    private List<Environment> environments() {
      return environment.map(List::of).orElseGet(() -> List.of(Environment.values()));
    }

    private DepositFilter filter() {
      return status.map(DepositFilter.ALL::withStatus).orElse(DepositFilter.ALL);
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the deposits of an account, newest first.")
  int list(
      @Mixin Selection selection,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Maximum number of deposits, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1 || limit > MAX_LIMIT) {
      return limitError();
    }
    try (CommandContext context = contexts.open()) {
      print(newest(context, selection, limit), json);
      return 0;
    }
  }

  private static List<Deposit> newest(CommandContext context, Selection selection, int limit) {
    String account = context.account(selection.account).id();
    PageQuery query = PageQuery.newest(limit);
    return selection.environments().stream()
        .map(one -> new HeadId(account, one))
        .map(head -> context.deposits().list(head, selection.filter(), query).page())
        .flatMap(page -> page.items().stream())
        .sorted(Comparator.comparing(Deposit::createdAt).reversed())
        .limit(limit)
        .toList();
  }

  @Command(
      name = "held",
      mixinStandardHelpOptions = true,
      description = {
        "List the held deposits of all accounts, oldest first.",
        "Decide about each with ./remitflex deposits release or ./remitflex deposits keep."
      })
  int held(
      @Option(
              names = "--limit",
              defaultValue = "100",
              description = "Maximum number of deposits, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1 || limit > MAX_LIMIT) {
      return limitError();
    }
    try (CommandContext context = contexts.open()) {
      print(context.deposits().held(limit), json);
      return 0;
    }
  }

  @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one deposit.")
  int show(
      @Parameters(paramLabel = "ID", description = "ID of the deposit, dep_…") String id,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext context = contexts.open()) {
      Deposit deposit = require(context.deposits(), id);
      if (json) {
        Console.print(DepositExport.json(deposit));
      } else {
        DepositTables.print(deposit);
      }
      return 0;
    }
  }

  @Command(
      name = "address",
      mixinStandardHelpOptions = true,
      description =
          "Show an account's deposit address on a network, and create it if the account has none.")
  int address(
      @Parameters(paramLabel = "NETWORK", description = "Name of the network, for example base.")
          String network,
      @Option(names = "--environment", required = true, description = "sandbox or live.")
          Environment environment,
      @Option(names = "--account", description = "ID of the account (default: the first account).")
          Optional<String> account) {
    try (CommandContext context = contexts.open()) {
      HeadId head = new HeadId(context.account(account).id(), environment);
      DepositNetwork found = context.depositAddresses().network(environment, network).orElseThrow();
      context.depositAddresses().create(Caller.operator(head), network).orElseThrow();
      DepositAddress address = context.depositAddresses().find(head, network).orElseThrow();
      DepositTables.print(address, found);
      return 0;
    }
  }

  @Command(
      name = "hold",
      mixinStandardHelpOptions = true,
      description = "Hold a pending deposit, so that it is not credited.")
  int hold(
      @Parameters(paramLabel = "ID", description = "ID of the deposit, dep_…") String id,
      @Option(names = "--note", description = "The reason, for the audit log.")
          Optional<String> note) {
    try (CommandContext context = contexts.open()) {
      DepositService deposits = context.deposits();
      deposits.hold(operator(deposits, id), id, note).orElseThrow();
      Console.print(id + " is held.");
      return 0;
    }
  }

  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = {
        "Release a held deposit: it is credited if its block is final, and otherwise once it is.",
        "The list of blocked addresses and the minimum no longer apply to it."
      })
  int release(
      @Parameters(paramLabel = "ID", description = "ID of the deposit, dep_…") String id,
      @Option(names = "--note", description = "The reason, for the audit log.")
          Optional<String> note) {
    try (CommandContext context = contexts.open()) {
      DepositService deposits = context.deposits();
      deposits.release(operator(deposits, id), id, note).orElseThrow();
      Deposit after = require(deposits, id);
      Console.print(
          after.status() == DepositStatus.CREDITED
              ? id + " is credited: " + DepositTables.amount(after.amount()) + "."
              : id + " is " + after.status().word() + " and will be credited when it is final.");
      return 0;
    }
  }

  @Command(
      name = "keep",
      mixinStandardHelpOptions = true,
      description = "Record the decision that a held deposit stays held.")
  int keep(
      @Parameters(paramLabel = "ID", description = "ID of the deposit, dep_…") String id,
      @Option(names = "--note", description = "The reason, for the audit log.")
          Optional<String> note) {
    try (CommandContext context = contexts.open()) {
      DepositService deposits = context.deposits();
      deposits.keep(operator(deposits, id), id, note).orElseThrow();
      Console.print(id + " stays held. The decision is in the audit log of the account.");
      return 0;
    }
  }

  @Command(
      name = "unknown",
      mixinStandardHelpOptions = true,
      description = {
        "List what arrived at deposit addresses and treasuries and is not credited: unknown tokens"
            + " and native coin, newest first.",
        "The newest 10,000 of each network are kept."
      })
  int unknown(
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Maximum number of transfers, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit) {
    if (limit < 1 || limit > MAX_LIMIT) {
      return limitError();
    }
    try (CommandContext context = contexts.open()) {
      List<UnknownTransfer> transfers = context.unknownTransfers().newest(limit);
      List<StrayCount> counts = context.unknownTransfers().counts();
      if (transfers.isEmpty() && counts.isEmpty()) {
        Console.print("No transfers of unknown tokens or native coin.");
      } else {
        DepositTables.printUnknown(counts, transfers);
      }
      return 0;
    }
  }

  private static int limitError() {
    return Console.fail("--limit must be a whole number from 1 to " + MAX_LIMIT + ".");
  }

  private static void print(List<Deposit> deposits, boolean json) {
    if (json) {
      Console.print(DepositExport.json(deposits));
    } else if (deposits.isEmpty()) {
      Console.print("No deposits.");
    } else {
      DepositTables.print(deposits);
    }
  }

  private static Caller operator(DepositService deposits, String id) {
    return Caller.operator(deposits.headOf(id).orElseThrow(DepositsCommand::notFound));
  }

  private static Deposit require(DepositService deposits, String id) {
    return deposits
        .headOf(id)
        .flatMap(head -> deposits.find(head, id))
        .orElseThrow(DepositsCommand::notFound);
  }

  private static RuntimeException notFound() {
    return ApiError.of(
            ErrorCode.NOT_FOUND,
            "No deposit with this ID exists. ./remitflex deposits list shows the IDs.")
        .exception();
  }
}
