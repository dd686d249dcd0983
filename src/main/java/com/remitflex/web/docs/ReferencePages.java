package com.remitflex.web.docs;

import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.jobs.OnFirstUse;
import com.remitflex.web.api.OpenApi;
import com.remitflex.web.docs.Content.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The API reference, generated from the route table: one page per group of endpoints. */
final class ReferencePages {
  static final String PATH = Manual.ROOT + "/reference";

  private static final String TITLE = "API reference";
  private static final String HEADERS = "response-headers";
  private static final String INTRODUCTION =
      """
      <p>Send <code>Authorization: Bearer &lt;key&gt;</code> with every request. The key's prefix
      selects the environment: <code>rf_live_</code> moves real funds, <code>rf_test_</code> uses
      the sandbox. There are no cookies and no sessions. Each endpoint states the minimum scope
      of the key: <code>read</code> ⊂ <code>write</code> ⊂ <code>admin</code>.</p>
      <p>Send an <code>Idempotency-Key</code> with each POST, PATCH and DELETE, and send the same
      one when you retry: one key, one effect. <code>"abc"</code> and <code>abc</code> are the same
      key. The error reference lists the cause and the fix of every
      <a href="/docs/errors">error code</a>. For programs, the reference is available as
      <a href="/openapi.json">openapi.json</a>.</p>
      """;

  private final Map<String, List<Route>> groups;
  private final String publicUrl;

  ReferencePages(Routes routes, String publicUrl) {
    this.groups =
        routes.table().stream()
            .collect(Collectors.groupingBy(OpenApi::tag, LinkedHashMap::new, Collectors.toList()));
    this.publicUrl = publicUrl;
  }

  List<ManualPage> pages() {
    List<ManualPage> pages = new ArrayList<>();
    pages.add(
        new ManualPage(
            PATH,
            "All endpoints",
            "How to call the API, every endpoint, and the response headers.",
            new OnFirstUse<>(this::overview)));
    groups.forEach((tag, routes) ->
        pages.add(new ManualPage(path(tag), tag, "", new OnFirstUse<>(() -> group(tag, routes)))));
    return pages;
  }

  /** The address of an endpoint's section. */
  static String address(Route route) {
    return path(OpenApi.tag(route)) + "#" + route.operation().id();
  }

  private static String path(String tag) {
    return PATH + "/" + tag.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /** Where an anchor of the reference is that used to be on one page. */
  Optional<String> moved(String path) {
    if (path.equals(PATH + "/" + HEADERS)) {
      return Optional.of(PATH + "#" + HEADERS);
    }
    return groups.values().stream()
        .flatMap(List::stream)
        .filter(route -> path.equals(PATH + "/" + route.operation().id()))
        .map(ReferencePages::address)
        .findFirst();
  }

  private Content overview() {
    StringBuilder page = new StringBuilder("<h1>" + TITLE + "</h1>").append(INTRODUCTION);
    groups.forEach((tag, routes) -> page.append(list(tag, routes)));
    String headers = headers();
    page.append("<h2 id=\"%1$s\"><a href=\"#%1$s\">Response headers</a></h2>".formatted(HEADERS));
    page.append(headers);
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("", TITLE, 1, Html.text(INTRODUCTION)));
    groups.keySet().forEach(tag -> sections.add(new Section(anchor(tag), tag, 2, "")));
    sections.add(new Section(HEADERS, "Response headers", 2, Html.text(headers)));
    return new Content(TITLE, page.toString(), sections);
  }

  private static String anchor(String tag) {
    return tag.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static String list(String tag, List<Route> routes) {
    StringBuilder rows = new StringBuilder();
    for (Route route : routes) {
      rows.append(
          """
          <tr><td><span class="method %1$s">%1$s</span> <code>%2$s</code></td>\
          <td><a href="%3$s">%4$s</a></td><td class="dim">%5$s</td></tr>
          """
              .formatted(
                  route.method(),
                  route.template(),
                  address(route),
                  Html.escaped(route.operation().summary()),
                  route.scope().word()));
    }
    return "<h2 id=\"%1$s\"><a href=\"#%1$s\">%2$s</a></h2>".formatted(anchor(tag), tag)
        + Html.table(
            "<thead><tr><th>Endpoint</th><th>What it does</th><th>Scope</th></tr></thead><tbody>"
                + rows
                + "</tbody>");
  }

  private static String headers() {
    StringBuilder rows =
        new StringBuilder(
            """
            <thead><tr><th>Header</th><th>Meaning and unit</th><th>Sent with</th></tr></thead>
            <tbody>
            """);
    for (ResponseHeader header : ResponseHeader.values()) {
      rows.append(
          "<tr><td><code>%s</code></td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  header.text(), Html.marked(header.description()), Html.marked(header.when())));
    }
    return Html.table(rows.append("</tbody>"));
  }

  private Content group(String tag, List<Route> routes) {
    EndpointSection endpoints = new EndpointSection(publicUrl);
    StringBuilder page = new StringBuilder("<h1>" + tag + "</h1>\n");
    List<Section> sections = new ArrayList<>();
    String summaries =
        routes.stream().map(route -> route.operation().summary()).collect(Collectors.joining(". "));
    sections.add(new Section("", tag, 1, summaries + "."));
    for (Route route : routes) {
      page.append(endpoints.html(route));
      sections.add(
          new Section(
              route.operation().id(),
              route.operation().summary(),
              2,
              Html.text(endpoints.details(route))));
    }
    return new Content(tag, page.toString(), sections);
  }
}
