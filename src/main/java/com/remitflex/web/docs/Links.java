package com.remitflex.web.docs;

import java.net.URI;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;

/** Links between the Markdown files, which are relative, as addresses of the server. */
final class Links extends AbstractVisitor {
  private static final String EXTENSION = ".md";

  private final String file;

  /**
   * Changes the links of a document.
   *
   * @param file its path below the folder of the documents
   */
  Links(String file) {
    this.file = file;
  }

  @Override
  public void visit(Link link) {
    link.setDestination(resolve(file, link.getDestination()));
    visitChildren(link);
  }

  @Override
  public void visit(Image image) {
    image.setDestination(resolve(file, image.getDestination()));
  }

  /**
   * The address of a link.
   *
   * @param file with the link, below the folder of the documents
   * @param destination of the link, as it stands in the file
   */
  static String resolve(String file, String destination) {
    if (destination.startsWith("#") || destination.startsWith("/") || destination.contains(":")) {
      return destination;
    }
    URI target = URI.create(Manual.ROOT + "/" + file).resolve(destination);
    String path = page(target.getPath());
    return target.getRawFragment() == null ? path : path + "#" + target.getRawFragment();
  }

  /** The address of the page that a file is. */
  private static String page(String path) {
    if (path.equals(Manual.ROOT + "/README.md")) {
      return Manual.ROOT;
    }
    return path.endsWith(EXTENSION) ? path.substring(0, path.length() - EXTENSION.length()) : path;
  }
}
