package com.remitflex.web.cli.corridors;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.changes.CorridorManagement;
import com.remitflex.features.corridors.changes.CorridorManagement.Changed;
import com.remitflex.features.corridors.changes.CorridorSettings;
import com.remitflex.features.corridors.changes.NewCorridor;
import com.remitflex.platform.access.Actor;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `corridors`: the routes of payments, with their bounds, fees and statuses. */
@Command(
    name = "corridors",
    mixinStandardHelpOptions = true,
    description = {
      "List, add and change corridors, and change their statuses.",
      "A change holds for the next payment, on every node."
    })
public final class CorridorsCommand {
  private static final String REASON = "Why, for the audit log (up to 300 characters).";
  private static final String PUBLIC_REASON =
      "Why (up to 300 characters). Each account sees it in an event.";

  private final CommandContextFactory contexts;

  public CorridorsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  /** The settings that both `add` and `change` take. */
  static final class Settings {
    @Option(
        names = "--stablecoins",
        split = ",",
        paramLabel = "CODE",
        description = "The currencies that can be sent, separated by commas.")
    private List<String> stablecoins = List.of();

    @Option(
        names = "--typical-minutes",
        paramLabel = "N",
        description = "Usual time from creation to delivery, 1 to 43200 minutes.")
    private Optional<Integer> typicalMinutes = Optional.empty();

    @Option(
        names = "--minimum",
        paramLabel = "AMOUNT",
        description = "Minimum of one payment, in the source currency.")
    private Optional<BigDecimal> minimum = Optional.empty();

    @Option(
        names = "--maximum",
        paramLabel = "AMOUNT",
        description = "Maximum of one payment, in the source currency.")
    private Optional<BigDecimal> maximum = Optional.empty();

    @Option(
        names = "--fee-basis-points",
        paramLabel = "N",
        description = "Fee of a payment without a quote, 0 to 1000 hundredths of a percent.")
    private Optional<Integer> feeBasisPoints = Optional.empty();

    CorridorSettings read() {
      return new CorridorSettings(
          Optional.of(stablecoins).filter(codes -> !codes.isEmpty()),
          typicalMinutes,
          minimum,
          maximum,
          feeBasisPoints);
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List all corridors, and whether accounts still receive events of a change.")
  int list() {
    try (CommandContext context = contexts.open()) {
      CorridorManagement corridors = management(context);
      CorridorLines.of(corridors.list()).forEach(Console::print);
      long open = corridors.openNotices();
      if (open > 0) {
        Console.print("");
        Console.print("Accounts are still being notified of " + open + " change(s) of status.");
      }
      return 0;
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Add a corridor, which is active immediately. All settings are required.")
  int add(
      @Parameters(paramLabel = "ID", description = "For example US-KE.") String id,
      @Option(
              names = "--source",
              required = true,
              paramLabel = "CODE",
              description = "Fiat currency of the bounds, for example USD.")
          String source,
      @Option(
              names = "--destination",
              required = true,
              paramLabel = "CODE",
              description = "Fiat currency that arrives, for example KES.")
          String destination,
      @ArgGroup(exclusive = false, multiplicity = "1") Settings settings,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON)
          String reason) {
    try (CommandContext context = contexts.open()) {
      NewCorridor added = new NewCorridor(id, source, destination, settings.read());
      Corridor corridor = management(context).add(added, reason, Actor.operator()).orElseThrow();
      Console.print("Corridor added. Payments can use it now:");
      CorridorLines.of(List.of(corridor)).forEach(Console::print);
      return 0;
    }
  }

  @Command(
      name = "change",
      mixinStandardHelpOptions = true,
      description = "Change the given settings of a corridor, for payments created from now on.")
  int change(
      @Parameters(paramLabel = "ID", description = "ID of the corridor.") String id,
      @ArgGroup(exclusive = false, multiplicity = "1") Settings settings,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = REASON)
          String reason) {
    try (CommandContext context = contexts.open()) {
      Changed changed =
          management(context).change(id, settings.read(), reason, Actor.operator()).orElseThrow();
      return shown(changed, "Corridor changed:");
    }
  }

  @Command(
      name = "degrade",
      mixinStandardHelpOptions = true,
      description = {
        "Mark a corridor as slow: it accepts payments, and delivers them late.",
        "Each account gets the event corridor.status_changed."
      })
  int degrade(
      @Parameters(paramLabel = "ID", description = "ID of the corridor.") String id,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = PUBLIC_REASON)
          String reason) {
    return setStatus(id, Corridor.Status.DEGRADED, reason);
  }

  @Command(
      name = "suspend",
      mixinStandardHelpOptions = true,
      description = {
        "Suspend a corridor: new payments are rejected with CORRIDOR_UNAVAILABLE, and debit"
            + " nothing. Payments that exist continue.",
        "Each account gets the event corridor.status_changed."
      })
  int suspend(
      @Parameters(paramLabel = "ID", description = "ID of the corridor.") String id,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = PUBLIC_REASON)
          String reason) {
    return setStatus(id, Corridor.Status.UNAVAILABLE, reason);
  }

  @Command(
      name = "activate",
      mixinStandardHelpOptions = true,
      description = {
        "Return a corridor to normal operation.",
        "Each account gets the event corridor.status_changed."
      })
  int activate(
      @Parameters(paramLabel = "ID", description = "ID of the corridor.") String id,
      @Option(names = "--reason", required = true, paramLabel = "TEXT", description = PUBLIC_REASON)
          String reason) {
    return setStatus(id, Corridor.Status.ACTIVE, reason);
  }

  private int setStatus(String id, Corridor.Status status, String reason) {
    try (CommandContext context = contexts.open()) {
      Changed changed =
          management(context).setStatus(id, status, reason, Actor.operator()).orElseThrow();
      return shown(changed, "Status changed. The running servers notify each account by an event:");
    }
  }

  private static int shown(Changed changed, String title) {
    Console.print(changed.isChanged() ? title : "The corridor is so already. Nothing was changed:");
    CorridorLines.of(List.of(changed.corridor())).forEach(Console::print);
    return 0;
  }

  private static CorridorManagement management(CommandContext context) {
    return new CorridorManagement(context.database(), context.trail());
  }
}
