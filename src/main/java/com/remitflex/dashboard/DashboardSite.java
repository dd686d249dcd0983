package com.remitflex.dashboard;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.OpenCall;
import com.remitflex.http.OpenRoutes;
import com.remitflex.http.Reply;
import com.remitflex.people.Membership;
import com.remitflex.people.People;
import com.remitflex.people.Permission;
import com.remitflex.people.Session;
import com.remitflex.people.SessionStage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one entrance of the Dashboard: finds the page, asks who it is, refuses forms of other sites,
 * and lets in whom the page table lets in; only then the page sees the request.
 */
public final class DashboardSite implements OpenRoutes.Handler {
  static final String SIGN_IN = Pages.ROOT + "/sign-in";
  static final String CODE = Pages.ROOT + "/sign-in/code";
  static final String CONFIRM = Pages.ROOT + "/confirm-address";

  /** What a flood gets, from one network or from many. */
  private static final Set<ErrorCode> SLOWED_DOWN =
      Set.of(ErrorCode.RATE_LIMIT_EXCEEDED, ErrorCode.SERVICE_UNAVAILABLE);

  private static final Duration VISITOR_LIFE = Duration.ofHours(12);

  private final People people;
  private final Pages pages;
  private final Cookies cookies;
  private final CrossSite crossSite;
  private final Assets assets = new Assets();
  private final Views views = new Views();
  private final SlowDown slowDown = new SlowDown();

  /**
   * The Dashboard.
   *
   * @param secret the same on every node, kept outside the database
   * @param publicUrl base of every link
   */
  public DashboardSite(People people, byte[] secret, String publicUrl) {
    this.people = people;
    this.cookies = new Cookies(publicUrl);
    this.crossSite = new CrossSite(secret, publicUrl);
    this.pages = new Pages();
    SignInPages signInPages = new SignInPages(people, cookies);
    signInPages.addTo(pages);
    new LinkPages(people, signInPages).addTo(pages);
    new ConfirmationPages(people).addTo(pages);
    new SecurityPages(people).addTo(pages);
    new TeamPages(people).addTo(pages);
  }

  /** The table of pages, to be completed before the first request. */
  public Pages pages() {
    return pages;
  }

  People people() {
    return people;
  }

  Cookies cookies() {
    return cookies;
  }

  CrossSite crossSite() {
    return crossSite;
  }

  Views views() {
    return views;
  }

  Assets assets() {
    return assets;
  }

  @Override
  public Reply handle(OpenCall call) {
    boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
    if (reads) {
      Optional<Reply> asset = assets.find(call);
      if (asset.isPresent()) {
        return asset.get();
      }
    }
    Pages.Match match = pages.find(reads ? "GET" : call.method(), call.path());
    return switch (match) {
      case Pages.Match.Found found -> answer(call, found);
      case Pages.Match.WrongMethod wrong ->
          throw ApiError.of(ErrorCode.METHOD_NOT_ALLOWED, "This page takes no such request.")
              .exception();
      case Pages.Match.Nothing nothing -> throw notFound();
    };
  }

  /** Whether who has sent this request is still signed in, and a member of the account. */
  boolean isStillIn(OpenCall call, String accountId) {
    return cookies
        .find(call, Cookie.SESSION)
        .flatMap(token -> people.sessions().find(token, call.client()))
        .filter(session -> session.stage() == SessionStage.WHOLE)
        .filter(session ->
            session.memberships().stream().anyMatch(one -> one.accountId().equals(accountId)))
        .isPresent();
  }

  private static RuntimeException notFound() {
    return ApiError.of(ErrorCode.NOT_FOUND, "There is no page at this address.").exception();
  }

  private Reply answer(OpenCall call, Pages.Match.Found found) {
    boolean writes = found.row().method().equals("POST");
    if (writes) {
      crossSite.requireOurs(call);
    }
    Optional<String> token = cookies.find(call, Cookie.SESSION);
    Optional<Session> session = token.flatMap(one -> people.sessions().find(one, call.client()));
    Optional<Reply> elsewhere = elsewhere(call, found, session);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }

    Optional<String> bound = session.isPresent() ? token : cookies.find(call, Cookie.VISITOR);
    Form form = Form.parse("");
    if (writes) {
      form = Form.parse(new String(call.body(), StandardCharsets.ISO_8859_1));
      crossSite.requireToken(call, form, bound.orElseThrow(CrossSite::refused));
    }
    found.row().permission().ifPresent(permission -> admit(found, session, permission));
    String cookie = bound.orElseGet(Cookies::newToken);
    Visit visit =
        new Visit(
            this, call, session, found, crossSite.token(cookie), Form.parse(call.rawQuery()), form);
    if (bound.isEmpty()) {
      visit.setCookie(cookies.set(Cookie.VISITOR, cookie, VISITOR_LIFE));
    }
    return found.row().page().answer(visit);
  }

  /** Where the browser has to go first. */
  private static Optional<Reply> elsewhere(
      OpenCall call, Pages.Match.Found found, Optional<Session> session) {
    return switch (found.row().door()) {
      case ANYONE -> Optional.empty();
      case HALF_SIGNED_IN ->
          isAt(session, SessionStage.CODE) ? Optional.empty() : Optional.of(toSignIn(call));
      case UNCONFIRMED -> {
        if (isAt(session, SessionStage.UNCONFIRMED)) {
          yield Optional.empty();
        }
        yield Optional.of(
            isAt(session, SessionStage.WHOLE) ? moved(call, Pages.ROOT) : toSignIn(call));
      }
      case SIGNED_IN, MEMBER -> {
        if (isAt(session, SessionStage.CODE)) {
          yield Optional.of(moved(call, CODE));
        }
        if (isAt(session, SessionStage.UNCONFIRMED)) {
          yield Optional.of(moved(call, CONFIRM));
        }
        yield isAt(session, SessionStage.WHOLE) ? Optional.empty() : Optional.of(toSignIn(call));
      }
    };
  }

  private static boolean isAt(Optional<Session> session, SessionStage stage) {
    return session.filter(one -> one.stage() == stage).isPresent();
  }

  private static void admit(
      Pages.Match.Found found, Optional<Session> session, Permission permission) {
    Membership membership =
        session
            .flatMap(Session::chosen)
            .orElseThrow(() ->
                ApiError.of(
                        ErrorCode.INSUFFICIENT_PERMISSIONS,
                        "You are a member of no account any more. Ask an owner to invite you.")
                    .exception());
    boolean may =
        found
            .environment()
            .filter(environment -> membership.role().may(permission, environment))
            .isPresent();
    if (!may) {
      throw Visit.refused(membership.role());
    }
  }

  private static Reply toSignIn(OpenCall call) {
    boolean comesBack = call.method().equals("GET") && !call.path().equals(Pages.ROOT);
    return moved(call, comesBack ? SIGN_IN + "?next=" + LocalAddress.encoded(call) : SIGN_IN);
  }

  /** A part of a page would be swapped in: htmx is told to move the whole page. */
  private static Reply moved(OpenCall call, String address) {
    if (call.header("HX-Request").contains("true")) {
      Map<String, String> headers = new HashMap<>(Views.HEADERS);
      headers.put("HX-Redirect", address);
      return new Reply(401, "text/html; charset=utf-8", new byte[0], headers);
    }
    return redirect(address);
  }

  /** Sends the browser to an address of this site; a GET follows, whatever came before. */
  static Reply redirect(String address) {
    Map<String, String> headers = new HashMap<>(Views.HEADERS);
    headers.put("Location", LocalAddress.require(address));
    return new Reply(303, "text/html; charset=utf-8", new byte[0], headers);
  }

  @Override
  public Optional<Reply> refused(OpenCall call, ApiError error) {
    if (SLOWED_DOWN.contains(error.code())) {
      slowDown.pause();
    }
    Map<String, Object> model =
        Map.of(
            "status",
            error.code().status(),
            "title",
            title(error.code()),
            "message",
            error.message(),
            "requestId",
            call.client().requestId(),
            "assets",
            assets);
    Reply page = views.page(error.code().status(), "error.jte", model);
    return Optional.of(
        error
            .retryAfterSeconds()
            .map(seconds -> {
              Map<String, String> headers = new HashMap<>(page.headers());
              headers.put("Retry-After", Integer.toString(seconds));
              return page.with(headers);
            })
            .orElse(page));
  }

  private static String title(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> "Not found";
      case INSUFFICIENT_PERMISSIONS -> "Not allowed";
      case REQUEST_TOO_LARGE -> "Too large";
      case RATE_LIMIT_EXCEEDED -> "Too many attempts";
      case SERVICE_UNAVAILABLE -> "Not available at the moment";
      case INTERNAL_ERROR -> "Something failed";
      default -> List.of(400, 405, 415).contains(code.status()) ? "Not understood" : "Refused";
    };
  }
}
