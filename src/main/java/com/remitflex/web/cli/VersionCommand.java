package com.remitflex.web.cli;

import com.remitflex.platform.ids.BuildInfo;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** `version`, and the option --version of every command. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Print the version, the commit of its sources and the date of that commit.")
public final class VersionCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Stream.of(lines()).forEach(Console::print);
    return 0;
  }

  /** What identifies the program and the Java that runs it. */
  public static String[] lines() {
    BuildInfo build = BuildInfo.current();
    return new String[] {
      "RemitFlex " + build.version(),
      "Commit    " + commit(build),
      "Date      " + build.date().map(Instant::toString).orElse(BuildInfo.UNKNOWN),
      "Java      " + System.getProperty("java.runtime.version")
    };
  }

  private static String commit(BuildInfo build) {
    return build
        .commit()
        .map(id -> build.hasUncommittedChanges() ? id + ", with uncommitted changes" : id)
        .orElse("unknown, because the sources were not in a Git repository");
  }
}
