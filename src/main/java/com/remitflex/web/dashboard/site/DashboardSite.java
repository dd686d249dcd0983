package com.remitflex.web.dashboard.site;

import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.members.People;
import com.remitflex.features.members.forms.FormSubmissions;
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
import com.remitflex.web.dashboard.forms.SubmittedForm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The Dashboard: finds the page of a request, checks who may use it, and only then lets the page
 * see the request. Rejects forms of other sites, and runs each submitted form once.
 */
public final class DashboardSite implements PublicRoutes.Handler {
  public static final String SIGN_IN = Pages.ROOT + "/sign-in";
  public static final String CODE = Pages.ROOT + "/sign-in/code";
  static final String CONFIRM = Pages.ROOT + "/confirm-address";

  /** Errors that are sent during a flood of requests, from one network or from many. */
  private static final Set<ErrorCode> DELAYED =
      Set.of(ErrorCode.RATE_LIMIT_EXCEEDED, ErrorCode.SERVICE_UNAVAILABLE);

  private static final Duration VISITOR_COOKIE_LIFETIME = Duration.ofHours(12);

  private final People people;
  private final FormSubmissions submissions;
  private final FormExecutor forms;
  private final Pages pages = new Pages();
  private final Cookies cookies;
  private final CrossSite crossSite;
  private final FormTokens tokens;
  private final OpenStreams streams = OpenStreams.ofPeople();
  private final Assets assets = new Assets();
  private final Views views = new Views();
  private final ErrorPages errorPages = new ErrorPages(views, assets);
  private final RejectionDelay rejectionDelay = new RejectionDelay();

  /**
   * The Dashboard without pages.
   *
   * @param secret the same on every node, stored outside the database
   * @param publicUrl base of every link
   */
  public DashboardSite(
      People people, FormSubmissions submissions, byte[] secret, String publicUrl) {
    this.people = people;
    this.submissions = submissions;
    this.forms = new FormExecutor(submissions);
    this.tokens = new FormTokens(secret);
    this.cookies = new Cookies(publicUrl);
    this.crossSite = new CrossSite(secret, publicUrl);
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

  public FormSubmissions submissions() {
    return submissions;
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

  Views views() {
    return views;
  }

  Assets assets() {
    return assets;
  }

  @Override
  public Response handle(PublicRequest request) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    Optional<Response> asset = assets.find(request);
    if (asset.isPresent()) {
      return asset.filter(one -> reads).orElseThrow(() -> wrongMethod("GET, HEAD"));
    }
    return switch (pages.find(reads ? "GET" : request.method(), request.path())) {
      case Pages.Match.Found match -> respond(request, match);
      case Pages.Match.WrongMethod wrong -> throw wrongMethod(wrong.allowed());
      case Pages.Match.Nothing nothing -> throw notFound();
    };
  }

  private static RuntimeException wrongMethod(String allowed) {
    return ApiError.wrongMethod(allowed).exception();
  }

  private static RuntimeException notFound() {
    return ApiError.of(ErrorCode.NOT_FOUND, "There is no page at this address.").exception();
  }

  private Response respond(PublicRequest request, Pages.Match.Found match) {
    boolean isForm = match.row().method().equals("POST");
    if (isForm) {
      crossSite.requireSameSite(request);
    }
    Optional<String> cookie = cookies.find(request, Cookie.SESSION);
    Optional<Session> session =
        cookie.flatMap(token -> people.sessions().find(token, request.client()));
    Optional<Response> redirect = PageAccess.redirect(request, match, session);
    if (redirect.isPresent()) {
      return cookie
          .filter(token -> isForm)
          .flatMap(token -> afterReplacedSession(request, token))
          .orElseGet(redirect::get);
    }
    return isForm ? submit(request, match, session) : show(request, match, session);
  }

  /** The first response, if the form itself replaced the cookie with which it is sent again. */
  private Optional<Response> afterReplacedSession(PublicRequest request, String cookie) {
    return tokens
        .unchecked(request, form(request))
        .flatMap(token -> forms.afterReplacedSession(token, tokens.cookieHash(cookie)));
  }

  private static Form form(PublicRequest request) {
    return Form.parse(new String(request.body(), StandardCharsets.ISO_8859_1));
  }

  private Response show(PublicRequest request, Pages.Match.Found match, Optional<Session> session) {
    if (match.row().door() != Pages.Door.MEMBER) {
      return showIn(request, match, session);
    }
    Session member = session.orElseThrow();
    Optional<String> full = AccountOfPage.fullAddress(match, member, LocalAddress.of(request));
    if (full.isPresent()) {
      return Redirects.of(request, full.get());
    }
    Session shown = AccountOfPage.shown(match, member);
    storeLastAccount(member, shown);
    return showIn(request, match, Optional.of(shown));
  }

  private Response showIn(
      PublicRequest request, Pages.Match.Found match, Optional<Session> session) {
    PageAccess.requirePermission(match, session);
    Optional<String> sent =
        cookies.find(request, session.isPresent() ? Cookie.SESSION : Cookie.VISITOR);
    String cookie = sent.orElseGet(Cookies::newToken);
    PageRequest page = new PageRequest(this, request, match, session, cookie, Optional.empty());
    if (sent.isEmpty()) {
      page.setCookie(cookies.set(Cookie.VISITOR, cookie, VISITOR_COOKIE_LIFETIME));
    }
    return match.row().page().respond(page);
  }

  /** Addresses without an account lead to the account that was shown last. */
  private void storeLastAccount(Session before, Session shown) {
    if (!before.chosen().equals(shown.chosen())) {
      // Rejected only when the membership has just ended: then nothing is stored.
      shown
          .chosen()
          .ifPresent(one -> {
            var _ = people.sessions().choose(before, one.accountId());
          });
    }
  }

  private Response submit(
      PublicRequest request, Pages.Match.Found match, Optional<Session> session) {
    String cookie =
        cookies
            .find(request, session.isPresent() ? Cookie.SESSION : Cookie.VISITOR)
            .orElseThrow(CrossSite::rejection);
    Form fields = form(request);
    FormToken token = tokens.require(request, fields, FormTokens.holder(session, cookie));
    Optional<Session> acting =
        match.row().door() == Pages.Door.MEMBER
            ? session.map(one -> AccountOfPage.acting(match, one, token))
            : session;
    PageAccess.requirePermission(match, acting);
    SubmittedForm form =
        new SubmittedForm(
            token,
            fields,
            token.fingerprint(request.path(), fields),
            tokens.cookieHash(cookie),
            session.map(Session::id));
    PageRequest page = new PageRequest(this, request, match, acting, cookie, Optional.of(form));
    return forms.run(page, match.row(), form);
  }

  /** Whether the sender of this request is still signed in and a member of the account. */
  boolean isStillMember(PublicRequest request, String accountId) {
    return cookies
        .find(request, Cookie.SESSION)
        .flatMap(token -> people.sessions().find(token, request.client()))
        .filter(session -> session.stage() == SessionStage.WHOLE)
        .filter(session ->
            session.memberships().stream().anyMatch(one -> one.accountId().equals(accountId)))
        .isPresent();
  }

  @Override
  public Optional<Response> rejected(PublicRequest request, ApiError error) {
    if (DELAYED.contains(error.code())) {
      rejectionDelay.pause();
    }
    return Optional.of(errorPages.page(error, request.client().requestId()));
  }
}
