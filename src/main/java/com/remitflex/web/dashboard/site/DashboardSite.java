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
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.forms.SubmittedForm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The Dashboard and the operator console: finds the page of a request, checks who may use it, and
 * only then lets the page see the request. Rejects forms of other sites, and runs each submitted
 * form once.
 */
public final class DashboardSite implements PublicRoutes.Handler {
  public static final String SIGN_IN = Site.DASHBOARD.signIn();
  public static final String CODE = Site.DASHBOARD.code();
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

  public Views views() {
    return views;
  }

  public Assets assets() {
    return assets;
  }

  @Override
  public Response handle(PublicRequest request) {
    Optional<Response> asset = assets.find(request);
    if (asset.isPresent()) {
      boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
      return asset
          .filter(one -> reads)
          .orElseThrow(() -> ApiError.wrongMethod("GET, HEAD").exception());
    }
    return respond(request, pages.require(request.method(), request.path()));
  }

  private Response respond(PublicRequest request, Pages.Found found) {
    boolean isForm = found.row().method().equals("POST");
    if (isForm) {
      crossSite.requireSameSite(request);
    }
    Optional<String> masked = isForm ? Optional.empty() : LocalAddress.withoutKeys(request);
    if (masked.isPresent()) {
      return Redirects.to(masked.get());
    }
    Site site = found.row().site();
    Optional<String> cookie = cookies.find(request, site.session());
    Optional<Session> session = cookie.flatMap(token -> session(site, request, token));
    Optional<Response> redirect = PageAccess.redirect(request, found, session);
    if (redirect.isPresent()) {
      return cookie
          .filter(token -> isForm)
          .flatMap(token -> afterReplacedSession(request, found, token))
          .orElseGet(redirect::get);
    }
    return isForm ? submit(request, found, session) : show(request, found, session);
  }

  /** The session of the site with this token: that of another site is none here. */
  private Optional<Session> session(Site site, PublicRequest request, String token) {
    return switch (site) {
      case DASHBOARD -> people.sessions().find(token, request.client());
      case CONSOLE -> people.sessions().findOfConsole(token, request.client());
    };
  }

  /** The first response, if the form itself replaced the cookie with which it is sent again. */
  private Optional<Response> afterReplacedSession(
      PublicRequest request, Pages.Found found, String cookie) {
    Form fields = form(request);
    Optional<FormToken> form = tokens.unchecked(request, fields);
    byte[] cookieHash = tokens.cookieHash(cookie);
    return form.flatMap(token -> forms.afterReplacedSession(token, cookieHash))
        .or(() ->
            form.flatMap(token -> forms.findMade(token, cookieHash))
                .flatMap(made -> continued(request, found, made))
                .map(session -> submit(request, found, Optional.of(session), cookie, fields)));
  }

  /** The session whose new cookie is among the texts, because the server could not send it. */
  private Optional<Session> continued(PublicRequest request, Pages.Found found, List<String> made) {
    return session(found.row().site(), request, made.getFirst())
        .filter(session -> PageAccess.redirect(request, found, Optional.of(session)).isEmpty());
  }

  private static Form form(PublicRequest request) {
    return Form.parse(new String(request.body(), StandardCharsets.ISO_8859_1));
  }

  private Response show(PublicRequest request, Pages.Found found, Optional<Session> session) {
    if (found.row().door() != Pages.Door.MEMBER) {
      return showIn(request, found, session);
    }
    Session member = session.orElseThrow();
    Optional<String> full = AccountOfPage.fullAddress(found, member, LocalAddress.of(request));
    if (full.isPresent()) {
      return Redirects.of(request, full.get());
    }
    Session shown = AccountOfPage.shown(found, member);
    storeLastAccount(member, shown);
    return showIn(request, found, Optional.of(shown));
  }

  private Response showIn(PublicRequest request, Pages.Found found, Optional<Session> session) {
    PageAccess.requirePermission(found, session);
    Optional<String> sent = cookies.find(request, cookieOf(found, session));
    String cookie = sent.orElseGet(Cookies::newToken);
    PageRequest page =
        new PageRequest(this, request, new Viewer(found, session), cookie, Optional.empty());
    if (sent.isEmpty()) {
      page.setCookie(cookies.set(Cookie.VISITOR, cookie, VISITOR_COOKIE_LIFETIME));
    }
    return found.row().page().respond(page);
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

  private static Cookie cookieOf(Pages.Found found, Optional<Session> session) {
    return session.isPresent() ? found.row().site().session() : Cookie.VISITOR;
  }

  private Response submit(PublicRequest request, Pages.Found found, Optional<Session> session) {
    String cookie =
        cookies.find(request, cookieOf(found, session)).orElseThrow(CrossSite::rejection);
    return submit(request, found, session, cookie, form(request));
  }

  private Response submit(
      PublicRequest request,
      Pages.Found found,
      Optional<Session> session,
      String cookie,
      Form fields) {
    FormToken token = tokens.require(request, fields, FormTokens.holder(session, cookie));
    Optional<Session> acting =
        found.row().door() == Pages.Door.MEMBER
            ? session.map(one -> AccountOfPage.acting(found, one, token))
            : session;
    PageAccess.requirePermission(found, acting);
    SubmittedForm form =
        new SubmittedForm(
            token,
            fields,
            token.fingerprint(request.path(), fields),
            tokens.cookieHash(cookie),
            session.map(Session::id));
    PageRequest page =
        new PageRequest(this, request, new Viewer(found, acting), cookie, Optional.of(form));
    return forms.run(page, found.row(), form);
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
    return Optional.of(
        errorPages.page(Site.of(request.path()), error, request.client().requestId()));
  }
}
