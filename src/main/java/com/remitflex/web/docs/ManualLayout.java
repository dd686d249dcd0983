package com.remitflex.web.docs;

import com.remitflex.web.dashboard.site.Assets;

/**
 * What the frame of a page shows.
 *
 * @param path of the page, which the navigation marks
 * @param query the text in the search field
 */
public record ManualLayout(
    String title, String path, String query, Contents contents, Assets assets) {
  public boolean isCurrent(ManualPage page) {
    return page.path().equals(path);
  }
}
