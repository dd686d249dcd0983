package com.remitflex.dashboard;

import com.remitflex.accounts.HeadId;
import com.remitflex.engine.Outcome;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ApiException;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Client;
import com.remitflex.http.OpenCall;
import com.remitflex.http.Reply;
import com.remitflex.ids.Environment;
import com.remitflex.people.Membership;
import com.remitflex.people.Permission;
import com.remitflex.people.Person;
import com.remitflex.people.Role;
import com.remitflex.people.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One request for a page, by someone whom the page table lets in. */
public final class Visit {
  private final DashboardSite site;
  private final OpenCall call;
  private final Optional<Session> session;
  private final Pages.Match.Found found;
  private final Form query;
  private final Form form;

  /** What forms carry; another one once the session has another token. */
  private String csrf;

  private final List<String> setCookies = new ArrayList<>();

  Visit(
      DashboardSite site,
      OpenCall call,
      Optional<Session> session,
      Pages.Match.Found found,
      String csrf,
      Form query,
      Form form) {
    this.site = site;
    this.call = call;
    this.session = session;
    this.found = found;
    this.csrf = csrf;
    this.query = query;
    this.form = form;
  }

  OpenCall call() {
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

  Optional<Session> findSession() {
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

  /** Whether the session is still there, and its person still a member: for what takes long. */
  boolean isStillIn() {
    return site.isStillIn(call, accountId());
  }

  /** Whether the person may do this in the account and environment of the page. */
  public boolean may(Permission permission) {
    return role().may(permission, environment());
  }

  /**
   * Refuses unless the person may do this: for what a page lets only some do.
   *
   * @throws com.remitflex.errors.ApiException INSUFFICIENT_PERMISSIONS
   */
  public void require(Permission permission) {
    if (!may(permission)) {
      throw Visit.refused(role());
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
    return Pages.ROOT + "/" + environment().word() + (page.equals("/") ? "" : page);
  }

  /** What the browser's forms carry. */
  public String csrf() {
    return csrf;
  }

  /** The page that this template makes of the model; it gets `frame` too. */
  public Reply page(String template, String title, Map<String, Object> model) {
    return page(200, template, title, model);
  }

  Reply page(int status, String template, String title, Map<String, Object> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("frame", frame(title));
    return withCookies(site.views().page(status, template, all));
  }

  /** A part of a page, for htmx. */
  public Reply fragment(String template, Map<String, Object> model) {
    return withCookies(site.views().page(200, template, model));
  }

  private Frame frame(String title) {
    Optional<String> flash = session.flatMap(Session::flash);
    if (flash.isPresent()) {
      site.people().sessions().flashWasSaid(session());
    }
    return new Frame(
        title,
        call.path(),
        environment(),
        session.map(Session::person),
        session.flatMap(Session::chosen),
        session.map(Session::memberships).orElse(List.of()),
        csrf,
        flash.orElse(""),
        site.assets());
  }

  /** Sends the browser to an account's page in the environment that is shown. */
  public Reply redirect(String page) {
    return redirectTo(at(page));
  }

  /** As {@link #redirect}; the page says this. */
  public Reply done(String said, String page) {
    site.people().sessions().flash(session(), said);
    return redirect(page);
  }

  /** Sends the browser to an address of the Dashboard, never to anything else. */
  Reply redirectTo(String address) {
    return withCookies(DashboardSite.redirect(address));
  }

  /**
   * Does what a form asks for; when the form is at fault, answers as `again` does with what to say.
   */
  public Reply trying(Supplier<Reply> act, Function<Faults, Reply> again) {
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
          || code == ErrorCode.INSUFFICIENT_PERMISSIONS) {
        throw e;
      }
      return again.apply(new Faults(Optional.of(e.error())));
    }
  }

  /** Refuses as the engine has. */
  static void requireDone(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      throw refused.error().exception();
    }
  }

  /** Goes on with another token of the session. */
  void continueWith(String token) {
    setCookie(site.cookies().set(Cookie.SESSION, token, SignInPages.SESSION_LIFE));
    csrf = site.crossSite().token(token);
  }

  String removal(Cookie cookie) {
    return site.cookies().remove(cookie);
  }

  void setCookie(String line) {
    setCookies.add(line);
  }

  private Reply withCookies(Reply reply) {
    return setCookies.isEmpty() ? reply : reply.withCookies(List.copyOf(setCookies));
  }
}
