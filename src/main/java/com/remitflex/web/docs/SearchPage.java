package com.remitflex.web.docs;

import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.site.Assets;
import com.remitflex.web.dashboard.site.Views;
import com.remitflex.web.docs.SearchIndex.Result;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The results of a search, as a page or, for htmx, as the list that appears while one types. */
record SearchPage(SearchIndex index, Contents contents, Views views, Assets assets) {
  static final String PATH = Manual.ROOT + "/search";

  private static final String PARAMETER = "q=";

  Response respond(PublicRequest request) {
    SearchQuery query = SearchQuery.of(parameter(request.rawQuery()));
    Result result = index.find(query);
    if (request.header("HX-Request").contains("true")) {
      return views.page(200, "manual/hits.jte", Map.of("query", query, "result", result));
    }
    ManualLayout layout = new ManualLayout("Search", PATH, query.shown(), contents, assets);
    return views.page(
        200, "manual/search.jte", Map.of("layout", layout, "query", query, "result", result));
  }

  /** The first parameter `q`; whatever a browser or a link sends is a query, or an empty one. */
  private static String parameter(String rawQuery) {
    return Arrays.stream(rawQuery.split("&", -1))
        .filter(pair -> pair.startsWith(PARAMETER))
        .findFirst()
        .map(pair -> decoded(pair.substring(PARAMETER.length())))
        .orElse("");
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
