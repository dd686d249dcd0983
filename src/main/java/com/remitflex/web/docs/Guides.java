package com.remitflex.web.docs;

import com.remitflex.platform.jobs.OnFirstUse;
import com.remitflex.web.docs.Contents.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonmark.node.BulletList;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * The pages that are Markdown in the repository. The list of them, `docs/README.md`, is the
 * navigation: a heading per group, and below it a link per page with a sentence about it.
 */
final class Guides {
  private static final String LIST = "README.md";

  private final Markdown markdown;

  Guides(Markdown markdown) {
    this.markdown = markdown;
  }

  /** The anchors of the settings, which other pages name. */
  static Set<String> settings() {
    return Outline.read(Markdown.parse(Resources.text("operations/settings.md"))).settings();
  }

  /** The groups of pages in the list. */
  List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    String title = "";
    for (Node node = list().getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading heading) {
        title = text(heading);
      } else if (node instanceof BulletList list) {
        groups.add(new Group(title, pages(list)));
      }
    }
    return groups;
  }

  /** The list itself as a page. */
  Content start() {
    return markdown.render(LIST, list());
  }

  private static Node list() {
    return Markdown.parse(Resources.text(LIST));
  }

  private List<ManualPage> pages(BulletList list) {
    List<ManualPage> pages = new ArrayList<>();
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      Node first = Optional.ofNullable(item.getFirstChild()).map(Node::getFirstChild).orElse(item);
      if (!(first instanceof Link link)) {
        throw new IllegalStateException(LIST + " has an entry without a link: " + text(item));
      }
      pages.add(page(link.getDestination(), text(link), summary(text(item), text(link))));
    }
    return pages;
  }

  private ManualPage page(String file, String label, String summary) {
    return new ManualPage(
        Links.resolve(LIST, file)
            .orElseThrow(() -> new IllegalStateException(LIST + " lists a wrong file: " + file)),
        label,
        summary,
        new OnFirstUse<>(() -> markdown.render(file, Markdown.parse(Resources.text(file)))));
  }

  private static String text(Node node) {
    return PlainText.of(node).strip();
  }

  private static String summary(String item, String label) {
    return item.substring(item.indexOf(label) + label.length()).replaceFirst("^: ", "");
  }
}
