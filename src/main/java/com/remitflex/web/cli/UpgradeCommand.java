package com.remitflex.web.cli;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.ids.BuildInfo;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `upgrade --check`: what the first start of this version would do to the running database. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    description = {
      "Check what a start of this version would change in the running database, and whether nodes"
          + " of the previous version can continue to run.",
      "Changes nothing: the upgrade takes place when ./remitflex up of the new version starts.",
      "Exit status 0: this version can start; 1: it cannot."
    })
public final class UpgradeCommand implements Callable<Integer> {
  /** Not read: it is required, so that nobody takes this command for the upgrade itself. */
  @Option(names = "--check", required = true, description = "Check only; required.")
  @SuppressWarnings("UnusedVariable")
  private boolean isCheck;

  private final Supplier<Optional<DatabaseAddress>> address;

  public UpgradeCommand(Supplier<Optional<DatabaseAddress>> address) {
    this.address = address;
  }

  @Override
  public Integer call() {
    Optional<DatabaseAddress> found = address.get();
    if (found.isEmpty()) {
      return Console.fail(DatabaseUrlCommand.NOT_RUNNING);
    }
    try (Database database = Database.openForCommand(found.get())) {
      return report(new Migrations(database));
    }
  }

  private static int report(Migrations migrations) {
    Optional<Migrations.Problem> problem = migrations.problem().filter(one -> !one.isPending());
    if (problem.isPresent()) {
      return Console.fail(problem.get().message());
    }
    Migrations.Plan plan = migrations.plan();
    String version = "RemitFlex " + BuildInfo.current().version();
    if (plan.missing().isEmpty()) {
      Console.print(
          plan.isNewer()
              ? "The database has the schema of the next version, with which " + version + " works."
              : "The database has the schema of " + version + ". A start changes nothing.");
      return 0;
    }
    Console.print("A start of " + version + " applies these migrations:");
    plan.missing().forEach(migration -> Console.print("  " + migration));
    Console.print(
        plan.isCompatible()
            ? "Nodes of the version that runs now can continue to run."
            : "Stop all nodes first: the version that runs now cannot work with the new schema.");
    return 0;
  }
}
