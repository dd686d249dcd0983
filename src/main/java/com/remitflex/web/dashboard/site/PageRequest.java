package com.remitflex.web.dashboard.site;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.FormToken;
import com.remitflex.web.dashboard.forms.FormTokens;
import com.remitflex.web.dashboard.forms.SubmittedForm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A request for a page, by a sender who may use the page. */
public final class PageRequest {
  private final DashboardSite site;
  private final PublicRequest http;
  private final Viewer viewer;
  private final Optional<SubmittedForm> submitted;
  private final Form query;
  private final ResponseCookies cookies;
  private final PageRenderer renderer;
  private Optional<String> resultPage = Optional.empty();
  private Optional<List<String>> made = Optional.empty();

  /**
   * A request.
   *
   * @param cookie of the session or, before sign-in, of the visitor
   * @param submitted the form; absent in a GET request
   */
  PageRequest(
      DashboardSite site,
      PublicRequest http,
      Viewer viewer,
      String cookie,
      Optional<SubmittedForm> submitted) {
    this.site = site;
    this.http = http;
    this.viewer = viewer;
    this.submitted = submitted;
    this.query = Form.parse(http.rawQuery());
    this.cookies = new ResponseCookies(site, viewer.site().session(), cookie);
    String tokenHolder = FormTokens.holder(viewer.session(), cookie);
    this.renderer = new PageRenderer(site, viewer, http.path(), tokenHolder, cookies);
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

  /** The segment of the path that `{name}` in the page table matches. */
  public String parameter(String name) {
    String value = viewer.found().parameters().get(name);
    if (value == null) {
      throw new IllegalStateException("no {" + name + "} in " + viewer.found().row().template());
    }
    return value;
  }

  public Optional<Session> findSession() {
    return viewer.session();
  }

  public Session session() {
    return viewer.requireSession();
  }

  public Person person() {
    return session().person();
  }

  /** The operator who is signed in, as the audit log names operators. */
  public Actor operator() {
    return Actor.operator(person().id(), client());
  }

  public String accountId() {
    return viewer.requireMembership().accountId();
  }

  public Environment environment() {
    return viewer.environment();
  }

  /** The account and environment of the page. */
  public HeadId head() {
    return viewer.head(environment());
  }

  /** Whether the user may do this in the account and environment of the page. */
  public boolean may(Permission permission) {
    return viewer.may(permission);
  }

  /** The address of a page of the account, in the environment of this page. */
  public String at(String page) {
    return viewer.at(page);
  }

  /**
   * A slot for an export or a live tail of this user.
   *
   * @throws ApiException RATE_LIMIT_EXCEEDED
   */
  public OpenStreams.Slot takeStream() {
    return site.streams().take(person().id());
  }

  /** Whether the user is still signed in and a member of the account. Long responses check it. */
  public boolean isStillMember() {
    return site.isStillMember(http, accountId());
  }

  // Forms

  /** The fields of the form; a GET request has none. */
  public Form form() {
    return submitted.map(SubmittedForm::fields).orElse(Form.EMPTY);
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

  /** The user as the caller of a command that may be done again when the form is sent again. */
  public Caller repeatableCaller() {
    return new Caller.Member(
        head(), person().id(), client(), Optional.empty(), submittedForm().fingerprint());
  }

  /** As {@link #caller()}, in another environment of the account. */
  public Caller caller(Environment in) {
    SubmittedForm form = submittedForm();
    return new Caller.Member(
        viewer.head(in),
        person().id(),
        client(),
        Optional.of(form.token().idempotencyKey()),
        form.fingerprint());
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
        removeSessionCookie();
        return redirectTo(viewer.site().signIn() + "?notice=ended");
      }
      if (!FormErrors.canBeShown(code)) {
        throw e;
      }
      return again.apply(new FormErrors(Optional.of(e.error())));
    }
  }

  /** Lets the page show what the form has made before, instead of running it. */
  void recover(List<String> texts) {
    made = Optional.of(texts);
  }

  /** What the form has made before its server stopped; the page then only shows it. */
  public Optional<List<String>> made() {
    return made;
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

  // Responses

  /** Renders a page. The template gets the model and the {@link PageLayout} `layout`. */
  public Response page(String template, String title, Map<String, Object> model) {
    return page(200, template, title, model);
  }

  public Response page(int status, String template, String title, Map<String, Object> model) {
    return renderer.page(status, template, title, model);
  }

  /** Renders a part of a page, for htmx. */
  public Response fragment(String template, Map<String, Object> model) {
    return renderer.fragment(template, model);
  }

  /**
   * The page for a form that was submitted before and has no further effect.
   *
   * @param at when the form took effect, if that is known
   * @param resultAddress of the page that shows the effect; empty if there is none
   */
  public Response submitted(
      String title, String message, Optional<Instant> at, String resultAddress) {
    return renderer.submitted(title, message, at, resultAddress);
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
    return renderer.redirect(address);
  }

  // Cookies

  /** An ID of the browser. The challenges of passkeys are bound to it. */
  public String browser() {
    return cookies.browser();
  }

  /** Replaces the cookie of the session. */
  public void continueWith(String token) {
    cookies.continueWith(token);
  }

  public void removeSessionCookie() {
    cookies.removeSession();
  }

  public void setCookie(String line) {
    cookies.add(line);
  }
}
