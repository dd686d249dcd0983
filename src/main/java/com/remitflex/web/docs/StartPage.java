package com.remitflex.web.docs;

import com.remitflex.web.docs.Content.Section;
import com.remitflex.web.docs.Contents.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first page: the list of the guides, and below it the pages that are generated. */
final class StartPage {
  private StartPage() {}

  static Content content(Content guides, List<Group> generated) {
    StringBuilder html = new StringBuilder(guides.html());
    List<Section> sections = new ArrayList<>(guides.sections());
    for (Group group : generated) {
      String anchor = group.title().toLowerCase(Locale.ROOT).replace(' ', '-');
      sections.add(new Section(anchor, group.title(), 2, ""));
      html.append(
          "<h2 id=\"%1$s\"><a href=\"#%1$s\">%2$s</a></h2>\n<ul>".formatted(anchor, group.title()));
      for (ManualPage page : group.pages()) {
        String summary = page.summary().isEmpty() ? "" : ": " + Html.escaped(page.summary());
        html.append(
            "<li><a href=\"%s\">%s</a>%s</li>\n".formatted(page.path(), page.label(), summary));
      }
      html.append("</ul>\n");
    }
    return new Content(guides.title(), html.toString(), sections);
  }
}
