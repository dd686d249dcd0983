package com.remitflex.web.docs;

import com.remitflex.platform.jobs.OnFirstUse;
import com.remitflex.web.docs.Content.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The page with the help of every command, as `--help` prints it. */
final class CommandPage {
  static final String PATH = Manual.ROOT + "/commands";

  private static final String TITLE = "Commands";
  private static final String INTRODUCTION =
      """
      <p>Run the commands on a machine with the server's settings. Each one prints its help with
      <code>--help</code>. <code>./remitflex help</code> also lists the commands for building and
      testing.</p>
      """;

  private final Supplier<CommandLine> commands;

  CommandPage(Supplier<CommandLine> commands) {
    this.commands = commands;
  }

  ManualPage page() {
    return new ManualPage(
        PATH, TITLE, "The help of every command of ./remitflex.", new OnFirstUse<>(this::content));
  }

  private Content content() {
    StringBuilder html = new StringBuilder("<h1>" + TITLE + "</h1>").append(INTRODUCTION);
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("", TITLE, 1, Html.text(INTRODUCTION)));
    commands.get().getSubcommands().forEach((name, command) -> add(name, command, html, sections));
    return new Content(TITLE, html.toString(), sections);
  }

  private static void add(
      String name, CommandLine command, StringBuilder html, List<Section> sections) {
    String anchor = name.replace(' ', '-');
    String usage = command.getUsageMessage(Ansi.OFF).strip();
    // Where a command only groups others, the list shows the group.
    int level = name.contains(" ") ? 3 : 2;
    html.append(
        """
        <h%1$d id="%2$s"><a href="#%2$s">remitflex %3$s</a></h%1$d>
        <pre class="usage" tabindex="0">%4$s</pre>
        """
            .formatted(level, anchor, name, Html.escaped(usage)));
    sections.add(new Section(anchor, "remitflex " + name, level, usage.replaceAll("\\s+", " ")));
    command
        .getSubcommands()
        .forEach((sub, subcommand) -> add(name + " " + sub, subcommand, html, sections));
  }
}
