package com.remitflex.web.docs;

import java.util.List;
import java.util.Optional;

/**
 * The pages of the manual in reading order, in groups as the navigation shows them.
 *
 * @param start the first page, which lists the others and is in no group
 */
public record Contents(ManualPage start, List<Group> groups) {

  /** Pages under one title. */
  public record Group(String title, List<ManualPage> pages) {}

  /** Every page in reading order. */
  List<ManualPage> pages() {
    return groups.stream().flatMap(group -> group.pages().stream()).toList();
  }

  Optional<ManualPage> find(String path) {
    return start.path().equals(path)
        ? Optional.of(start)
        : pages().stream().filter(page -> page.path().equals(path)).findFirst();
  }

  /** The page before this one, in reading order. */
  public Optional<ManualPage> before(String path) {
    return neighbour(path, -1);
  }

  /** The page after this one, in reading order. */
  public Optional<ManualPage> after(String path) {
    return neighbour(path, 1);
  }

  private Optional<ManualPage> neighbour(String path, int step) {
    List<ManualPage> pages = pages();
    List<String> paths = pages.stream().map(ManualPage::path).toList();
    int found = paths.indexOf(path);
    // The page of the contents comes before all others.
    boolean isKnown = found >= 0 || path.equals(start.path());
    int index = found + step;
    return isKnown && index >= 0 && index < pages.size()
        ? Optional.of(pages.get(index))
        : Optional.empty();
  }
}
