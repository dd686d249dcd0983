package com.remitflex.web.docs;

import com.remitflex.web.docs.Content.Section;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** The sections of a Markdown document, and the anchors of its headings and settings. */
final class Outline extends PlainText {
  /** A row of a table that begins with a setting is a section of its own. */
  private static final Pattern SETTING = Pattern.compile("REMITFLEX_[A-Z0-9_]+");

  private static final int LEVEL_OF_ROWS = 7;

  private final IdGenerator ids = IdGenerator.builder().build();
  private final IdentityHashMap<Node, String> anchors = new IdentityHashMap<>();
  private final List<Part> parts = new ArrayList<>();

  private record Part(String anchor, String title, int level, StringBuilder text) {}

  private Outline() {}

  static Outline read(Node document) {
    Outline outline = new Outline();
    document.accept(outline);
    return outline;
  }

  /** The anchor of a heading, as GitHub has it, or of a setting's row. */
  Optional<String> anchor(Node node) {
    return Optional.ofNullable(anchors.get(node));
  }

  List<Section> sections() {
    return parts.stream()
        .map(part ->
            new Section(
                part.anchor(),
                part.title(),
                part.level(),
                part.text().toString().replaceAll("\\s+", " ").strip()))
        .toList();
  }

  @Override
  public void visit(Heading heading) {
    text = new StringBuilder();
    visitChildren(heading);
    String title = text.toString().strip();
    String anchor = ids.generateId(title);
    anchors.put(heading, anchor);
    begin(heading.getLevel() == 1 ? "" : anchor, title, heading.getLevel());
  }

  private void begin(String anchor, String title, int level) {
    text = new StringBuilder();
    parts.add(new Part(anchor, title, level, text));
  }

  @Override
  public void visit(CustomNode node) {
    if (node instanceof TableRow row && setting(row) instanceof Code name) {
      StringBuilder around = text;
      String anchor = name.getLiteral().toLowerCase(Locale.ROOT);
      anchors.put(row, anchor);
      begin(anchor, name.getLiteral(), LEVEL_OF_ROWS);
      for (Node cell = row.getFirstChild().getNext(); cell != null; cell = cell.getNext()) {
        cell.accept(this);
      }
      text = around;
    } else {
      visitChildren(node);
      text.append(' ');
    }
  }

  /** The name of the setting that a row begins with, or another node. */
  private static Node setting(TableRow row) {
    Node first = row.getFirstChild().getFirstChild();
    return first instanceof Code code && isSetting(code.getLiteral()) ? code : row;
  }

  static boolean isSetting(String name) {
    return SETTING.matcher(name).matches();
  }

  /** The anchors of the settings in a document. */
  Set<String> settings() {
    return parts.stream()
        .filter(part -> part.level() == LEVEL_OF_ROWS)
        .map(Part::anchor)
        .collect(Collectors.toUnmodifiableSet());
  }
}
