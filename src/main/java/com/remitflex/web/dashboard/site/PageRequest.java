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
import com.remitflex.platform.errors.ApiError;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One request for a page, by someone whom the page table lets in. */
public final class PageRequest {
  /** How long a browser keeps the cookie of a session. */
  public static final Duration SESSION_LIFE = Duration.ofDays(7);

  private final DashboardSite site;
  private final PublicRequest call;
  private final Optional<Session> session;
  private final Pages.Match.Found found;
  private final Form query;
  private final Form form;

  /** What stands for the browser; another one once the session has another token. */
  private String browser;

  /** What the tokens of forms are bound to. */
  private final String holder;

  private final Optional<Submissions.Sent> sent;
  private Optional<String> lookAt = Optional.empty();

  private final List<String> setCookies = new ArrayList<>();

  PageRequest(
      DashboardSite site,
      PublicRequest call,
      Optional<Session> session,
      Pages.Match.Found found,
      String browser,
      String holder,
      Optional<Submissions.Sent> sent,
      Form query,
      Form form) {
    this.site = site;
    this.call = call;
    this.session = session;
    this.found = found;
    this.browser = browser;
    this.holder = holder;
    this.sent = sent;
    this.query = query;
    this.form = form;
  }

  public PublicRequest call() {
    return call;
  }

  public Client client() {
    return call.client();
  }

  /** The parameters behind the `?`. */
  public Form query() {
    return query;
  }

  /** The fields of the form; none of a GET. */
  public Form form() {
    return form;
  }

  /** The segment of the path that stands for `{name}`. */
  public String parameter(String name) {
    String value = found.parameters().get(name);
    if (value == null) {
      throw new IllegalStateException("no {" + name + "} in " + found.row().template());
    }
    return value;
  }

  public Optional<Session> findSession() {
    return session;
  }

  public Session session() {
    return session.orElseThrow(() -> new IllegalStateException("no one is signed in"));
  }

  public Person person() {
    return session().person();
  }

  public Membership membership() {
    return session()
        .chosen()
        .orElseThrow(() -> new IllegalStateException("the page is of no account"));
  }

  public String accountId() {
    return membership().accountId();
  }

  public Role role() {
    return membership().role();
  }

  public Environment environment() {
    return found.environment().orElse(Environment.SANDBOX);
  }

  /** The chosen account in the environment of the address. */
  public HeadId head() {
    return new HeadId(accountId(), environment());
  }

  /**
   * A place for an export or a live tail of this person.
   *
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  public OpenStreams.Slot takeStream() {
    return site.streams().take(person().id());
  }

  /** Whether the session is still there, and its person still a member: for what takes long. */
  public boolean isStillIn() {
    return site.isStillIn(call, accountId());
  }

  /** Whether the person may do this in the account and environment of the page. */
  public boolean may(Permission permission) {
    return role().may(permission, environment());
  }

  /**
   * Refuses unless the person may do this: for what a page lets only some do.
   *
   * @throws com.remitflex.platform.errors.ApiException INSUFFICIENT_PERMISSIONS
   */
  public void require(Permission permission) {
    if (!may(permission)) {
      throw PageRequest.refused(role());
    }
  }

  static ApiException refused(Role role) {
    return ApiError.of(
            ErrorCode.INSUFFICIENT_PERMISSIONS,
            "Your role in this account is "
                + role.word()
                + ", which does not allow this. Ask an"
                + " owner of the account.")
        .exception();
  }

  /** Whether htmx asks for a part of the page. */
  public boolean isPartial() {
    return call.header("HX-Request").contains("true");
  }

  /** The address of an account's page in the environment that is shown. */
  public String at(String page) {
    return base() + "/" + environment().word() + (page.equals("/") ? "" : page);
  }

  /** Names the account, unless the page was asked for without and the person has no other. */
  private String base() {
    return session
        .flatMap(Session::chosen)
        .filter(one ->
            found.account().isPresent()
                || AccountOfPage.mustBeNamed(session().memberships())
                || found.row().door() != Pages.Door.MEMBER)
        .map(AccountOfPage::base)
        .orElse(Pages.ROOT);
  }

  /** What stands for this browser: the challenges of passkeys are bound to it. */
  public String browser() {
    return browser;
  }

  /** The token that came with the form. */
  public FormToken token() {
    return sent.map(Submissions.Sent::token)
        .orElseThrow(() -> new IllegalStateException("no form was sent"));
  }

  /** The person, who acts by a form: what it does in the engine is done once. */
  public Caller caller() {
    return caller(environment());
  }

  /** As {@link #caller()}, in another environment of the account. */
  public Caller caller(Environment in) {
    Submissions.Sent form = sent.orElseThrow(() -> new IllegalStateException("no form was sent"));
    return new Caller.Member(
        new HeadId(accountId(), in),
        person().id(),
        client(),
        Optional.of(form.token().idempotencyKey()),
        form.fingerprint());
  }

  /** The page that shows what the form did, once its response is no longer shown. */
  public void lookAt(String page) {
    lookAt = Optional.of(at(page));
  }

  public String lookAt(Response reply) {
    return lookAt.orElseGet(() -> reply.headers().getOrDefault("Location", ""));
  }

  /** Deletes the responses that this session's forms may still show. */
  public void forgetResults() {
    site.submissions().forgetResults(session().id());
  }

  /** What a form is answered that acts no more. */
  public Response submitted(String title, String message, Optional<Instant> at, String lookAtPage) {
    return withCookies(
        site.views()
            .page(
                409,
                "submitted.jte",
                Map.of(
                    "title", title,
                    "message", message,
                    "at", at,
                    "lookAt", lookAtPage,
                    "assets", site.assets())));
  }

  /** The page that this template makes of the model; it gets `frame` too. */
  public Response page(String template, String title, Map<String, Object> model) {
    return page(200, template, title, model);
  }

  public Response page(int status, String template, String title, Map<String, Object> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("frame", frame(title));
    return withCookies(site.views().page(status, template, all));
  }

  /** A part of a page, for htmx. */
  public Response fragment(String template, Map<String, Object> model) {
    return withCookies(site.views().page(200, template, model));
  }

  private PageLayout frame(String title) {
    Optional<String> flash = session.flatMap(Session::flash);
    if (flash.isPresent()) {
      site.people().sessions().flashWasSaid(session());
    }
    return new PageLayout(
        title,
        call.path(),
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
    boolean ofAccount = found.row().door() == Pages.Door.MEMBER;
    return site.tokens()
        .next(
            holder,
            session.flatMap(Session::chosen).filter(one -> ofAccount).map(one -> one.accountId()),
            found.environment());
  }

  /** Sends the browser to an account's page in the environment that is shown. */
  public Response redirect(String page) {
    return redirectTo(at(page));
  }

  /** As {@link #redirect}; the page says this. */
  public Response done(String said, String page) {
    site.people().sessions().flash(session(), said);
    return redirect(page);
  }

  /** Sends the browser to an address of the Dashboard, never to anything else. */
  public Response redirectTo(String address) {
    return withCookies(DashboardSite.redirect(address));
  }

  /**
   * Does what a form asks for; when the form is at fault, answers as `again` does with what to say.
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

  /** Goes on with another token of the session. */
  public void continueWith(String token) {
    setCookie(site.cookies().set(Cookie.SESSION, token, SESSION_LIFE));
    browser = site.crossSite().browser(token);
  }

  public String removal(Cookie cookie) {
    return site.cookies().remove(cookie);
  }

  public void setCookie(String line) {
    setCookies.add(line);
  }

  private Response withCookies(Response reply) {
    return setCookies.isEmpty() ? reply : reply.withCookies(List.copyOf(setCookies));
  }
}
