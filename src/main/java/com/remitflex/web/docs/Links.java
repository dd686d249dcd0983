package com.remitflex.web.docs;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/** Links between the Markdown files, which are relative, as addresses of the server. */
final class Links extends AbstractVisitor {
  private static final Pattern IN_MANUAL =
      Pattern.compile("(" + Manual.ROOT + "/(?:guides/|operations/|images/)[^/]+?)(?:\\.md)?");

  private final String file;

  /**
   * Changes the links of a document.
   *
   * @param file its path below the folder of the documents
   */
  Links(String file) {
    this.file = file;
  }

  /** A link to what the manual does not have, for example a decision, becomes its text. */
  @Override
  public void visit(Link link) {
    visitChildren(link);
    Optional<String> address = resolve(file, link.getDestination());
    address.ifPresentOrElse(link::setDestination, () -> unwrap(link));
  }

  @Override
  public void visit(Image image) {
    image.setDestination(resolve(file, image.getDestination()).orElse(""));
  }

  private static void unwrap(Link link) {
    Node child = link.getFirstChild();
    while (child != null) {
      Node next = child.getNext();
      link.insertBefore(child);
      child = next;
    }
    link.unlink();
  }

  /**
   * The address of a link; empty if the file is not part of the manual.
   *
   * @param file with the link, below the folder of the documents
   * @param destination of the link, as it stands in the file
   */
  static Optional<String> resolve(String file, String destination) {
    if (destination.startsWith("#") || destination.startsWith("/") || destination.contains(":")) {
      return Optional.of(destination);
    }
    URI target = URI.create(Manual.ROOT + "/" + file).resolve(destination);
    String fragment = target.getRawFragment() == null ? "" : "#" + target.getRawFragment();
    return page(target.getPath()).map(path -> path + fragment);
  }

  private static Optional<String> page(String path) {
    Matcher inManual = IN_MANUAL.matcher(path);
    return inManual.matches()
        ? Optional.of(inManual.group(1))
        : Optional.of(Manual.ROOT).filter(start -> path.equals(start + "/README.md"));
  }
}
