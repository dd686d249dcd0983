package com.remitflex.web.cli.treasury;

import com.remitflex.features.treasury.FullReport;
import com.remitflex.features.treasury.ReportExport;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `reconcile`: proves that the ledgers agree with the chains. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = {
      "Prove that the ledgers agree with the chains: per currency over all networks, the tokens"
          + " held and in transit are what is booked.",
      "Brings the treasury ledger up to the newest final block that the server has followed, and"
          + " asks the nodes what each address of the platform holds there.",
      "Exit status 0: they agree; 1: the output lists the differences."
    })
public final class ReconcileCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  public ReconcileCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    try (CommandContext context = contexts.open();
        Treasury treasury = context.treasury()) {
      FullReport report = treasury.reconcile(Console::notice);
      if (json) {
        Console.print(ReportExport.json(report));
      } else {
        ReconcileText.print(report);
      }
      return report.holds() ? 0 : 1;
    }
  }
}
