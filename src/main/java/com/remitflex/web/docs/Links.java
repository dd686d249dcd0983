package com.remitflex.web.docs;

import java.net.URI;

/** Links between the Markdown files, which are relative, as addresses of the server. */
final class Links {
  private static final String EXTENSION = ".md";

  private Links() {}

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
