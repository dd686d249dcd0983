package com.remitflex.web.docs;

import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Match;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.ErrorResponse;
import com.remitflex.web.api.OpenApi;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/** Makes error codes, settings, endpoints and generated pages that a text names links to them. */
final class Mentions {
  private static final Pattern ENDPOINT = Pattern.compile("([A-Z]+) (/v1/[^?]+)(\\?.*)?");

  /** Pages that have no file in the repository, so that a text cannot link to them. */
  private static final Set<String> PAGES =
      Set.of(
          Manual.ROOT,
          ErrorResponse.DOCS_PATH,
          ReferencePages.PATH,
          CommandPage.PATH,
          OpenApi.PATH);

  private static final String SETTINGS = Manual.ROOT + "/operations/settings#";

  private final Routes routes;
  private final Supplier<Set<String>> settings;

  /**
   * Finds what a text names.
   *
   * @param settings the anchors of all settings
   */
  Mentions(Routes routes, Supplier<Set<String>> settings) {
    this.routes = routes;
    this.settings = settings;
  }

  /** Adds the links to a document. Headings and links stay as they are. */
  void link(Node document) {
    document.accept(new Visitor());
  }

  private Optional<String> address(String code) {
    if (PAGES.contains(code)) {
      return Optional.of(code);
    }
    String setting = code.toLowerCase(Locale.ROOT);
    if (Outline.isSetting(code) && settings.get().contains(setting)) {
      return Optional.of(SETTINGS + setting);
    }
    Matcher endpoint = ENDPOINT.matcher(code);
    if (endpoint.matches()) {
      return routes.find(endpoint.group(1), endpoint.group(2)) instanceof Match.Found<Route> found
          ? Optional.of(ReferencePages.address(found.target()))
          : Optional.empty();
    }
    return Arrays.stream(ErrorCode.values())
        .filter(one -> one.name().equals(code))
        .map(one -> ErrorResponse.DOCS_PATH + "#" + ErrorResponse.anchor(one))
        .findFirst();
  }

  private final class Visitor extends AbstractVisitor {
    @Override
    public void visit(Code code) {
      address(code.getLiteral())
          .ifPresent(address -> {
            Link link = new Link(address, null);
            code.insertBefore(link);
            link.appendChild(code);
          });
    }

    @Override
    public void visit(Heading heading) {
      // A heading becomes a link to itself.
    }

    @Override
    public void visit(Link link) {
      // A link cannot contain another.
    }
  }
}
