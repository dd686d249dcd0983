package com.remitflex.web.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** `database-url`: prints the address of the running server's database. */
@Command(
    name = "database-url",
    mixinStandardHelpOptions = true,
    description = {
      "Print the JDBC URL of the running database, for a second node or another client.",
      "For psql, remove `jdbc:` from it."
    })
public final class DatabaseUrlCommand implements Callable<Integer> {
  static final String NOT_RUNNING =
      "No database is running in this data directory. Start ./remitflex up, or set"
          + " REMITFLEX_DATA_DIR or REMITFLEX_DATABASE_URL.";

  private final Supplier<Optional<String>> url;

  public DatabaseUrlCommand(Supplier<Optional<String>> url) {
    this.url = url;
  }

  @Override
  public Integer call() {
    Optional<String> found = url.get();
    if (found.isEmpty()) {
      return Console.fail(NOT_RUNNING);
    }
    Console.print(found.get());
    return 0;
  }
}
