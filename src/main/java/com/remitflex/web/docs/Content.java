package com.remitflex.web.docs;

import java.util.List;

/**
 * What a page of the manual shows.
 *
 * @param title of the page, as text
 * @param html of the page, with its title
 * @param sections the parts of the page, in order; the first one is its beginning
 */
public record Content(String title, String html, List<Section> sections) {
  /** The levels of the headings that the list of a page's sections shows. */
  private static final int SHOWN_LEVEL = 2;

  /**
   * A part of a page, which a search can find.
   *
   * @param anchor of its heading; empty for the beginning of the page
   * @param title its heading, as text
   * @param level of its heading; more than 6 for a part without one, for example a row of a table
   * @param text below its heading, up to the next part
   */
  public record Section(String anchor, String title, int level, String text) {}

  /** The sections that the list "On this page" shows. */
  public List<Section> shown() {
    return sections.stream().filter(section -> section.level() == SHOWN_LEVEL).toList();
  }
}
