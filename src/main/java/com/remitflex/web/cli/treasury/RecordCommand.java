package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.treasury.movements.Movement;
import com.remitflex.features.treasury.movements.MovementPurpose;
import com.remitflex.features.treasury.movements.Movements;
import com.remitflex.platform.access.Actor;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `treasury record`. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = {
      "Record a transaction of yours that moves tokens into or out of the treasury, for example"
          + " when you fund it or take money out.",
      "The transaction is checked on the chain. Its transfers that are deposits, sweeps or payouts"
          + " are left out. Recording it again changes nothing.",
      "Exit status 0: it is recorded; 1: nothing was recorded."
    })
final class RecordCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME",
      description = "Name of the network, for example base.")
  private String network = "";

  @Option(
      names = "--transaction",
      required = true,
      paramLabel = "HASH",
      description = "Hash of the transaction: 0x and 64 hexadecimal digits.")
  private String transaction = "";

  @Option(
      names = "--in-transit",
      description =
          "The tokens are on their way to another network. Record their arrival with --arrival-of.")
  private boolean inTransit;

  @Option(
      names = "--arrival-of",
      paramLabel = "ID",
      description = "The tokens are those that left another network with this movement, mov_…")
  private Optional<String> arrivalOf = Optional.empty();

  @Option(names = "--note", paramLabel = "TEXT", description = "The reason, for the audit log.")
  private Optional<String> note = Optional.empty();

  RecordCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    Optional<Bytes32> hash = Bytes32.parse(transaction.toLowerCase(Locale.ROOT));
    if (hash.isEmpty()) {
      return Console.fail("--transaction must be 0x and 64 hexadecimal digits.");
    }
    if (inTransit && arrivalOf.isPresent()) {
      return Console.fail("Choose either --in-transit or --arrival-of.");
    }
    MovementPurpose purpose =
        arrivalOf
            .<MovementPurpose>map(MovementPurpose.Arrival::new)
            .orElseGet(
                () -> inTransit ? new MovementPurpose.Transit() : new MovementPurpose.External());
    try (CommandContext context = contexts.open();
        Treasury treasury = context.treasury()) {
      List<Movement> movements =
          treasury
              .record(
                  new Movements.Request(
                      network, hash.get(), purpose, note.orElse(""), Actor.operator()))
              .orElseThrow();
      movements.forEach(one -> Console.print("Recorded " + one.sentence() + "."));
      return 0;
    }
  }
}
