package com.remitflex.web.dashboard.site;

import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Cookie;
import com.remitflex.web.dashboard.forms.Cookies;
import com.remitflex.web.dashboard.forms.CrossSite;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormToken;
import com.remitflex.web.dashboard.forms.FormTokens;
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
public final class DashboardSite implements PublicRoutes.Handler {
  public static final String SIGN_IN = Pages.ROOT + "/sign-in";
  public static final String CODE = Pages.ROOT + "/sign-in/code";
  static final String CONFIRM = Pages.ROOT + "/confirm-address";

  /** What a flood gets, from one network or from many. */
  private static final Set<ErrorCode> SLOWED_DOWN =
      Set.of(ErrorCode.RATE_LIMIT_EXCEEDED, ErrorCode.SERVICE_UNAVAILABLE);

  private static final Duration VISITOR_LIFE = Duration.ofHours(12);

  private final People people;
  private final Pages pages;
  private final Cookies cookies;
  private final CrossSite crossSite;
  private final FormTokens tokens;
  private final Submissions submissions;
  private final OpenStreams streams = OpenStreams.ofPeople();
  private final Assets assets = new Assets();
  private final Views views = new Views();
  private final SlowDown slowDown = new SlowDown();

  /**
   * The Dashboard.
   *
   * @param secret the same on every node, kept outside the database
   * @param publicUrl base of every link
   */
  public DashboardSite(People people, Submissions submissions, byte[] secret, String publicUrl) {
    this.people = people;
    this.submissions = submissions;
    this.tokens = new FormTokens(secret);
    this.cookies = new Cookies(publicUrl);
    this.crossSite = new CrossSite(secret, publicUrl);
    this.pages = new Pages();
  }

  /** The table of pages, to be completed before the first request. */
  public Pages pages() {
    return pages;
  }

  public People people() {
    return people;
  }

  public Cookies cookies() {
    return cookies;
  }

  CrossSite crossSite() {
    return crossSite;
  }

  FormTokens tokens() {
    return tokens;
  }

  OpenStreams streams() {
    return streams;
  }

  public Submissions submissions() {
    return submissions;
  }

  Views views() {
    return views;
  }

  Assets assets() {
    return assets;
  }

  @Override
  public Response handle(PublicRequest call) {
    boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
    Optional<Response> asset = assets.find(call);
    if (asset.isPresent()) {
      return asset.filter(one -> reads).orElseThrow(() -> wrongMethod("GET, HEAD"));
    }
    Pages.Match match = pages.find(reads ? "GET" : call.method(), call.path());
    return switch (match) {
      case Pages.Match.Found found -> answer(call, found);
      case Pages.Match.WrongMethod wrong -> throw wrongMethod(wrong.allowed());
      case Pages.Match.Nothing nothing -> throw notFound();
    };
  }

  /** Whether who has sent this request is still signed in, and a member of the account. */
  boolean isStillIn(PublicRequest call, String accountId) {
    return cookies
        .find(call, Cookie.SESSION)
        .flatMap(token -> people.sessions().find(token, call.client()))
        .filter(session -> session.stage() == SessionStage.WHOLE)
        .filter(session ->
            session.memberships().stream().anyMatch(one -> one.accountId().equals(accountId)))
        .isPresent();
  }

  private static RuntimeException wrongMethod(String allowed) {
    return ApiError.wrongMethod(allowed).exception();
  }

  private static RuntimeException notFound() {
    return ApiError.of(ErrorCode.NOT_FOUND, "There is no page at this address.").exception();
  }

  private Response answer(PublicRequest call, Pages.Match.Found found) {
    boolean writes = found.row().method().equals("POST");
    if (writes) {
      crossSite.requireOurs(call);
    }
    Optional<String> cookie = cookies.find(call, Cookie.SESSION);
    Optional<Session> session = cookie.flatMap(one -> people.sessions().find(one, call.client()));
    Optional<Response> elsewhere = elsewhere(call, found, session);
    if (elsewhere.isPresent()) {
      return elsewhere
          .filter(reply -> !writes || cookie.isEmpty())
          .or(() -> ofReplacedSession(call, cookie.orElseThrow()))
          .orElseGet(elsewhere::get);
    }
    return writes ? submit(call, found, session) : show(call, found, session);
  }

  /** The first response, when the form itself has replaced the cookie with which it comes again. */
  private Optional<Response> ofReplacedSession(PublicRequest call, String cookie) {
    return tokens
        .unchecked(call, form(call))
        .flatMap(token -> submissions.ofReplacedSession(token, tokens.cookieHash(cookie)));
  }

  private static Form form(PublicRequest call) {
    return Form.parse(new String(call.body(), StandardCharsets.ISO_8859_1));
  }

  private Response show(PublicRequest call, Pages.Match.Found found, Optional<Session> session) {
    Optional<Session> in = session;
    if (found.row().door() == Pages.Door.MEMBER) {
      Optional<String> full =
          AccountOfPage.fullAddress(found, session.orElseThrow(), LocalAddress.of(call));
      if (full.isPresent()) {
        return moved(call, full.get());
      }
      in = session.map(one -> AccountOfPage.shown(found, one));
      in.ifPresent(one -> rememberAccount(session.orElseThrow(), one));
    }
    admit(found, in);
    Optional<String> bound =
        session.isPresent()
            ? cookies.find(call, Cookie.SESSION)
            : cookies.find(call, Cookie.VISITOR);
    String cookie = bound.orElseGet(Cookies::newToken);
    PageRequest visit =
        new PageRequest(
            this,
            call,
            in,
            found,
            crossSite.browser(cookie),
            FormTokens.holder(session, cookie),
            Optional.empty(),
            Form.parse(call.rawQuery()),
            Form.parse(""));
    if (bound.isEmpty()) {
      visit.setCookie(cookies.set(Cookie.VISITOR, cookie, VISITOR_LIFE));
    }
    return found.row().page().answer(visit);
  }

  /** The account that is shown now is the one that an address without an account leads to. */
  private void rememberAccount(Session before, Session shown) {
    if (!before.chosen().equals(shown.chosen())) {
      shown.chosen().ifPresent(one -> people.sessions().choose(before, one.accountId()));
    }
  }

  private Response submit(PublicRequest call, Pages.Match.Found found, Optional<Session> session) {
    String cookie =
        cookies
            .find(call, session.isPresent() ? Cookie.SESSION : Cookie.VISITOR)
            .orElseThrow(CrossSite::refused);
    String holder = FormTokens.holder(session, cookie);
    Form form = form(call);
    FormToken token = tokens.require(call, form, holder);
    Optional<Session> in =
        found.row().door() == Pages.Door.MEMBER
            ? session.map(one -> AccountOfPage.acting(found, one, token))
            : session;
    admit(found, in);
    Submissions.Sent sent =
        new Submissions.Sent(
            token,
            token.fingerprint(call.path(), form),
            tokens.cookieHash(cookie),
            session.map(Session::id));
    PageRequest visit =
        new PageRequest(
            this,
            call,
            in,
            found,
            crossSite.browser(cookie),
            holder,
            Optional.of(sent),
            Form.parse(call.rawQuery()),
            form);
    return submissions.answer(visit, found.row(), sent);
  }

  /** Where the browser has to go first. */
  private static Optional<Response> elsewhere(
      PublicRequest call, Pages.Match.Found found, Optional<Session> session) {
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

  private static void admit(Pages.Match.Found found, Optional<Session> session) {
    if (found.row().permission().isEmpty()) {
      return;
    }
    Permission permission = found.row().permission().get();
    Membership membership =
        session
            .flatMap(Session::chosen)
            .orElseThrow(() ->
                ApiError.of(
                        ErrorCode.INSUFFICIENT_PERMISSIONS,
                        "You are no longer a member of any account. Ask an owner to invite you.")
                    .exception());
    boolean may =
        found
            .environment()
            .filter(environment -> membership.role().may(permission, environment))
            .isPresent();
    if (!may) {
      throw PageRequest.refused(membership.role());
    }
  }

  private static Response toSignIn(PublicRequest call) {
    boolean comesBack = call.method().equals("GET") && !call.path().equals(Pages.ROOT);
    return moved(call, comesBack ? SIGN_IN + "?next=" + LocalAddress.encoded(call) : SIGN_IN);
  }

  /** A part of a page would be swapped in: htmx is told to move the whole page. */
  private static Response moved(PublicRequest call, String address) {
    if (call.header("HX-Request").contains("true")) {
      Map<String, String> headers = new HashMap<>(Views.HEADERS);
      headers.put("HX-Redirect", address);
      return new Response(401, "text/html; charset=utf-8", new byte[0], headers);
    }
    return redirect(address);
  }

  /** Sends the browser to an address of this site; a GET follows, whatever came before. */
  static Response redirect(String address) {
    Map<String, String> headers = new HashMap<>(Views.HEADERS);
    headers.put("Location", LocalAddress.require(address));
    return new Response(303, "text/html; charset=utf-8", new byte[0], headers);
  }

  @Override
  public Optional<Response> rejected(PublicRequest call, ApiError error) {
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
    Response page = views.page(error.code().status(), "error.jte", model);
    Map<String, String> headers = new HashMap<>(page.headers());
    error
        .retryAfterSeconds()
        .ifPresent(seconds -> headers.put("Retry-After", Integer.toString(seconds)));
    error.allow().ifPresent(methods -> headers.put("Allow", methods));
    return Optional.of(page.with(headers));
  }

  private static String title(ErrorCode code) {
    return switch (code) {
      case NOT_FOUND -> "Not found";
      case INSUFFICIENT_PERMISSIONS -> "Not allowed";
      case REQUEST_TOO_LARGE -> "Too large";
      case RATE_LIMIT_EXCEEDED -> "Too many requests";
      case SERVICE_UNAVAILABLE -> "Not available at the moment";
      case INTERNAL_ERROR -> "Something failed";
      default -> List.of(400, 405, 415).contains(code.status()) ? "Not understood" : "Refused";
    };
  }
}
