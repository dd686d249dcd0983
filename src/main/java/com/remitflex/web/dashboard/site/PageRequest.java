package com.remitflex.web.dashboard.site;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Cookie;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.FormToken;
import com.remitflex.web.dashboard.forms.FormTokens;
import com.remitflex.web.dashboard.forms.SubmittedForm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A request for a page, by a sender who may use the page. */
public final class PageRequest {
  /** How long a browser stores the cookie of a session. */
  public static final Duration SESSION_COOKIE_LIFETIME = Duration.ofDays(7);

  private final DashboardSite site;
  private final PublicRequest http;
  private final Pages.Match.Found match;
  private final Optional<Session> session;
  private final Optional<SubmittedForm> submitted;
  private final Form query;

  /** What the tokens of forms are bound to. */
  private final String tokenHolder;

  private String browser;
  private Optional<String> resultPage = Optional.empty();
  private final List<String> setCookies = new ArrayList<>();

  /**
   * A request.
   *
   * @param session in the account of the page; absent before sign-in
   * @param cookie of the session or, before sign-in, of the visitor
   * @param submitted the form; absent in a GET request
   */
  PageRequest(
      DashboardSite site,
      PublicRequest http,
      Pages.Match.Found match,
      Optional<Session> session,
      String cookie,
      Optional<SubmittedForm> submitted) {
    this.site = site;
    this.http = http;
    this.match = match;
    this.session = session;
    this.submitted = submitted;
    this.query = Form.parse(http.rawQuery());
    this.tokenHolder = FormTokens.holder(session, cookie);
    this.browser = site.crossSite().browser(cookie);
  }

  public PublicRequest http() {
    return http;
  }

  public Client client() {
    return http.client();
  }

  /** The parameters of the query string. */
  public Form query() {
    return query;
  }

  /** The fields of the form; a GET request has none. */
  public Form form() {
    return submitted.map(SubmittedForm::fields).orElse(Form.EMPTY);
  }

  /** The segment of the path that `{name}` in the page table matches. */
  public String parameter(String name) {
    String value = match.parameters().get(name);
    if (value == null) {
      throw new IllegalStateException("no {" + name + "} in " + match.row().template());
    }
    return value;
  }

  public Optional<Session> findSession() {
    return session;
  }

  public Session session() {
    return session.orElseThrow(() -> new IllegalStateException("nobody is signed in"));
  }

  public Person person() {
    return session().person();
  }

  public Membership membership() {
    return session()
        .chosen()
        .orElseThrow(() -> new IllegalStateException("the page belongs to no account"));
  }

  public String accountId() {
    return membership().accountId();
  }

  public Role role() {
    return membership().role();
  }

  public Environment environment() {
    return match.environment().orElse(Environment.SANDBOX);
  }

  /** The account and environment of the page. */
  public HeadId head() {
    return new HeadId(accountId(), environment());
  }

  /**
   * A slot for an export or a live tail of this user.
   *
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  public OpenStreams.Slot takeStream() {
    return site.streams().take(person().id());
  }

  /** Whether the user is still signed in and a member of the account. Long responses check it. */
  public boolean isStillMember() {
    return site.isStillMember(http, accountId());
  }

  /** Whether the user may do this in the account and environment of the page. */
  public boolean may(Permission permission) {
    return role().may(permission, environment());
  }

  /**
   * Rejects the request unless the user may do this.
   *
   * @throws com.remitflex.platform.errors.ApiException INSUFFICIENT_PERMISSIONS
   */
  public void require(Permission permission) {
    if (!may(permission)) {
      throw PageAccess.rejection(role());
    }
  }

  /** Whether htmx requests a part of the page. */
  public boolean isPartial() {
    return http.header("HX-Request").contains("true");
  }

  /** The address of a page of the account, in the environment of this page. */
  public String at(String page) {
    return base() + "/" + environment().word() + (page.equals("/") ? "" : page);
  }

  /** Names the account, unless the address of this page does not and the user has no other. */
  private String base() {
    return session
        .flatMap(Session::chosen)
        .filter(one ->
            match.account().isPresent()
                || AccountOfPage.mustBeNamed(session().memberships())
                || match.row().door() != Pages.Door.MEMBER)
        .map(AccountOfPage::base)
        .orElse(Pages.ROOT);
  }

  /** An ID of the browser. The challenges of passkeys are bound to it. */
  public String browser() {
    return browser;
  }

  /** The token of the submitted form. */
  public FormToken token() {
    return submittedForm().token();
  }

  private SubmittedForm submittedForm() {
    return submitted.orElseThrow(() -> new IllegalStateException("no form was submitted"));
  }

  /** The user as the caller of a command: what the form does in the engine is done once. */
  public Caller caller() {
    return caller(environment());
  }

  /** As {@link #caller()}, in another environment of the account. */
  public Caller caller(Environment in) {
    SubmittedForm form = submittedForm();
    return new Caller.Member(
        new HeadId(accountId(), in),
        person().id(),
        client(),
        Optional.of(form.token().idempotencyKey()),
        form.fingerprint());
  }

  /** Sets the page to which a repetition of the form links once its response is deleted. */
  public void setResultPage(String page) {
    resultPage = Optional.of(at(page));
  }

  /** Address of the page that shows the effect of the form; empty if there is none. */
  String resultPage(Response response) {
    return resultPage.orElseGet(() -> response.headers().getOrDefault("Location", ""));
  }

  /** Deletes the stored responses to the forms of this session. */
  public void deleteResponses() {
    site.submissions().deleteResponses(session().id());
  }

  /**
   * The page for a form that was submitted before and has no further effect.
   *
   * @param at when the form took effect, if that is known
   * @param resultAddress of the page that shows the effect; empty if there is none
   */
  public Response submitted(
      String title, String message, Optional<Instant> at, String resultAddress) {
    return withCookies(
        site.views()
            .page(
                409,
                "submitted.jte",
                Map.of(
                    "title", title,
                    "message", message,
                    "at", at,
                    "resultAddress", resultAddress,
                    "assets", site.assets())));
  }

  /** Renders a page. The template gets the model and the {@link PageLayout} `layout`. */
  public Response page(String template, String title, Map<String, Object> model) {
    return page(200, template, title, model);
  }

  public Response page(int status, String template, String title, Map<String, Object> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("layout", layout(title));
    return withCookies(site.views().page(status, template, all));
  }

  /** Renders a part of a page, for htmx. */
  public Response fragment(String template, Map<String, Object> model) {
    return withCookies(site.views().page(200, template, model));
  }

  private PageLayout layout(String title) {
    Optional<String> flash = session.flatMap(Session::flash);
    if (flash.isPresent()) {
      site.people().sessions().clearFlash(session());
    }
    return new PageLayout(
        title,
        http.path(),
        environment(),
        session.map(Session::person),
        session.flatMap(Session::chosen),
        session.map(Session::memberships).orElse(List.of()),
        base(),
        this::newToken,
        flash.orElse(""),
        site.assets());
  }

  private String newToken() {
    boolean isOfAccount = match.row().door() == Pages.Door.MEMBER;
    return site.tokens()
        .create(
            tokenHolder,
            session.flatMap(Session::chosen).filter(one -> isOfAccount).map(one -> one.accountId()),
            match.environment());
  }

  /** Redirects to a page of the account, in the environment of this page. */
  public Response redirect(String page) {
    return redirectTo(at(page));
  }

  /** Redirects to a page of the account, which then shows the message. */
  public Response done(String message, String page) {
    site.people().sessions().flash(session(), message);
    return redirect(page);
  }

  /** Redirects to an address of the Dashboard. */
  public Response redirectTo(String address) {
    return withCookies(Redirects.to(address));
  }

  /**
   * Runs a form. If the form is rejected, shows it again with the error.
   *
   * @throws ApiException an error that is not about the fields of the form
   */
  public Response trying(Supplier<Response> act, Function<FormErrors, Response> again) {
    try {
      return act.get();
    } catch (ApiException e) {
      ErrorCode code = e.error().code();
      if (code == ErrorCode.UNAUTHORIZED) {
        setCookie(removal(Cookie.SESSION));
        return redirectTo(DashboardSite.SIGN_IN + "?notice=ended");
      }
      if (code.status() >= 500
          || code == ErrorCode.NOT_FOUND
          || code == ErrorCode.RATE_LIMIT_EXCEEDED
          || code == ErrorCode.INSUFFICIENT_PERMISSIONS
          || code.name().startsWith("IDEMPOTENCY_")) {
        throw e;
      }
      return again.apply(new FormErrors(Optional.of(e.error())));
    }
  }

  /** Rejects as the engine has. */
  public static void requireDone(Result<Completed> outcome) {
    var _ = done(outcome);
  }

  /** What the engine has done; rejects as the engine has. */
  public static Completed done(Result<Completed> outcome) {
    return switch (outcome) {
      case Result.Ok<Completed>(Completed done) -> done;
      case Result.Rejected<Completed> rejected -> throw rejected.error().exception();
    };
  }

  /** Replaces the cookie of the session. */
  public void continueWith(String token) {
    setCookie(site.cookies().set(Cookie.SESSION, token, SESSION_COOKIE_LIFETIME));
    browser = site.crossSite().browser(token);
  }

  public String removal(Cookie cookie) {
    return site.cookies().remove(cookie);
  }

  public void setCookie(String line) {
    setCookies.add(line);
  }

  private Response withCookies(Response response) {
    return setCookies.isEmpty() ? response : response.withCookies(List.copyOf(setCookies));
  }
}
