package com.remitflex.web.docs;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.jobs.OnFirstUse;
import com.remitflex.web.api.OpenApi;
import com.remitflex.web.dashboard.site.Assets;
import com.remitflex.web.dashboard.site.Views;
import com.remitflex.web.docs.Contents.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The manual under /docs: guides, operations and reference in one navigation, with a search. Every
 * page is rendered at its first request.
 */
public final class Manual implements PublicRoutes.Handler {
  /** Path of the first page; all others are below it. */
  public static final String ROOT = "/docs";

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final ReferencePages reference;
  private final Supplier<Contents> contents;
  private final Supplier<SearchIndex> index;
  private final Supplier<Response> openApi;
  private final Views views;
  private final Assets assets;

  /**
   * The manual of a server.
   *
   * @param publicUrl base of the addresses in examples
   * @param commands the command line, with all commands
   */
  public Manual(
      Routes routes, String publicUrl, Supplier<CommandLine> commands, Views views, Assets assets) {
    this.reference = new ReferencePages(routes, publicUrl);
    this.contents =
        new OnFirstUse<>(() ->
            contents(
                new Guides(new Markdown(new Mentions(routes, new OnFirstUse<>(Guides::settings)))),
                reference,
                commands));
    this.index = new OnFirstUse<>(() -> new SearchIndex(contents.get().pages()));
    this.openApi = new OnFirstUse<>(() -> new OpenApi(routes, publicUrl).response());
    this.views = views;
    this.assets = assets;
  }

  private static Contents contents(
      Guides guides, ReferencePages reference, Supplier<CommandLine> commands) {
    List<Group> groups = new ArrayList<>(guides.groups());
    List<Group> generated =
        List.of(
            new Group("API reference", reference.pages()),
            new Group(
                "Error codes and commands",
                List.of(ErrorPage.page(), new CommandPage(commands).page())));
    groups.addAll(generated);
    ManualPage start =
        new ManualPage(
            ROOT,
            "Start",
            "",
            new OnFirstUse<>(() -> StartPage.content(guides.start(), generated)));
    return new Contents(start, groups);
  }

  /** Adds the pages, and what else is the same for everyone and needs no key. */
  public void addTo(PublicRoutes publicRoutes) {
    publicRoutes.below(ROOT, this);
    publicRoutes.page(OpenApi.PATH, openApi);
    Response icon = Resources.icon();
    publicRoutes.page("/favicon.ico", () -> icon);
  }

  @Override
  public Response handle(PublicRequest request) {
    if (!METHODS.contains(request.method())) {
      throw ApiError.wrongMethod("GET, HEAD").exception();
    }
    String path = request.path();
    if (path.equals(SearchPage.PATH)) {
      return new SearchPage(index.get(), contents.get(), views, assets).respond(request);
    }
    return contents
        .get()
        .find(path)
        .map(this::page)
        .or(() -> Resources.image(path))
        .or(() -> redirect(path))
        .orElseThrow(() ->
            ApiError.of(ErrorCode.NOT_FOUND, "The manual has no page at this address.")
                .exception());
  }

  private Response page(ManualPage page) {
    Content content = page.content().get();
    return views.page(200, "manual/page.jte", model(page.path(), content.title(), content));
  }

  private Map<String, Object> model(String path, String title, Content content) {
    Map<String, Object> model = new HashMap<>();
    model.put("layout", new ManualLayout(title, path, "", contents.get(), assets));
    model.put("content", content);
    return model;
  }

  /** From an address with a slash at its end, and from an anchor of the reference. */
  private Optional<Response> redirect(String path) {
    boolean hasSlash =
        path.endsWith("/") && contents.get().find(path.substring(0, path.length() - 1)).isPresent();
    return (hasSlash ? Optional.of(path.substring(0, path.length() - 1)) : reference.moved(path))
        .map(location ->
            new Response(
                308, "text/plain; charset=utf-8", new byte[0], Map.of("Location", location)));
  }

  /** A wrong address shows the navigation. */
  @Override
  public Optional<Response> rejected(PublicRequest request, ApiError error) {
    return error.code() == ErrorCode.NOT_FOUND
        ? Optional.of(
            views.page(
                404,
                "manual/missing.jte",
                Map.of("layout", new ManualLayout("Not found", "", "", contents.get(), assets))))
        : Optional.empty();
  }
}
