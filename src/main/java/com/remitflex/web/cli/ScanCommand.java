package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.leaks.scan.Finding;
import com.remitflex.features.leaks.scan.Scan;
import com.remitflex.features.leaks.scan.ScanError;
import com.remitflex.platform.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `keys scan`: looks for API keys where none should be; needs neither a server nor a database. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    exitCodeOnExecutionException = 2,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:no key was found",
      "1:a key was found",
      "2:no key was found, but something could not be searched"
    },
    description = {
      "Search for API keys in files, in the history of a Git repository, or in staged changes."
          + " Each finding is verified by its checksum and printed in masked form, with"
          + " file:line[:commit]. The command works offline."
    })
final class ScanCommand implements Callable<Integer> {
  private static final int NONE = 0;
  private static final int FOUND = 1;
  private static final int FAILED = 2;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Files, and directories with everything below them.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--history",
      description =
          "Also search every object of the Git repository around each PATH, of those below it, and"
              + " of their submodules: branches, tags, stashes, notes, reflogs and unreachable"
              + " objects. A key is printed with the oldest commit that contains it. The command"
              + " names what it could not search; its exit status is then 2, unless a key was"
              + " found.")
  private boolean history;

  @Option(
      names = "--staged",
      description =
          "Search only what the next commit would add, for a pre-commit hook."
              + " Without PATH, the repository of the current directory is searched.")
  private boolean staged;

  @Option(names = "--stdin", description = "Search standard input.")
  private boolean stdin;

  @Option(
      names = "--known",
      paramLabel = "MASKED",
      description =
          "Ignore this key, given in masked form, for example rf_live_0123…PEZZ: a key that"
              + " was revoked but remains in a Git history (repeatable).")
  private List<String> known = new ArrayList<>();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (paths.isEmpty() && !staged && !stdin) {
      Console.notice("Name a PATH, or use --staged or --stdin. More: ./remitflex keys scan --help");
      return FAILED;
    }
    if (staged && history) {
      Console.notice("--staged and --history exclude each other.");
      return FAILED;
    }
    Scan scan = new Scan(Set.copyOf(known));
    if (stdin) {
      scan.stream("(standard input)", System.in);
    }
    if (staged && paths.isEmpty()) {
      scan.staged(Optional.empty());
    } else if (staged) {
      paths.forEach(path -> scan.staged(Optional.of(path)));
    } else {
      scan.files(paths);
    }
    if (history) {
      paths.forEach(scan::history);
    }
    tell(scan);
    if (!scan.findings().isEmpty()) {
      return FOUND;
    }
    return scan.errors().isEmpty() ? NONE : FAILED;
  }

  private void tell(Scan scan) {
    List<Finding> findings = scan.findings();
    if (json) {
      ObjectNode told = Json.object();
      told.set("data", Json.array().addAll(findings.stream().map(ScanCommand::json).toList()));
      told.set(
          "faults", Json.array().addAll(scan.errors().stream().map(ScanCommand::json).toList()));
      told.put("searched", scan.contents());
      told.put("bytes", scan.bytes());
      Console.print(Json.text(told));
      return;
    }
    findings.forEach(finding -> Console.print(finding.text()));
    scan.errors().forEach(error -> Console.notice(error.text()));
    Console.notice(
        "%s in %,d files or objects, %,d bytes."
            .formatted(
                findings.isEmpty() ? "No API key" : "API keys: " + findings.size(),
                scan.contents(),
                scan.bytes()));
    if (!findings.isEmpty()) {
      Console.notice("Revoke each before anything else: docs/guides/leaks.md says how.");
    }
  }

  private static ObjectNode json(Finding finding) {
    ObjectNode node = Json.object();
    node.put("path", finding.place());
    node.put("line", finding.line());
    finding.commit().ifPresent(id -> node.put("commit", id));
    node.put("display", finding.display());
    return node;
  }

  private static ObjectNode json(ScanError error) {
    return Json.object().put("path", error.place()).put("reason", error.reason());
  }
}
