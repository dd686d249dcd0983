package com.remitflex.web.dashboard.signin;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.features.members.signin.Passkeys;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Cookie;
import com.remitflex.web.dashboard.forms.Cookies;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.LocalAddress;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Signing in to one of the sites, the code after the password, signing out, and choosing an account
 * of the Dashboard.
 */
public final class SignInPages {
  private static final Duration DEVICE_LIFE = Duration.ofDays(180);

  /** The messages of the pages that redirect to the sign-in page. */
  private static final Map<String, String> NOTICES =
      Map.of(
          "signed-out", "You are signed out.",
          "everywhere", "You are signed out in every browser.",
          "reset", "Password changed. Sign in with the new password.",
          "ended", "Too many wrong passwords: you were signed out. Sign in again.",
          "codes", "Too many wrong codes. Sign in again with your password.");

  private final People people;
  private final Cookies cookies;
  private final Site site;
  private final SignIn signIn;
  private final Passkeys passkeys;

  private SignInPages(People people, Cookies cookies, Site site, SignIn signIn, Passkeys passkeys) {
    this.people = people;
    this.cookies = cookies;
    this.site = site;
    this.signIn = signIn;
    this.passkeys = passkeys;
  }

  public static SignInPages ofDashboard(People people, Cookies cookies) {
    return new SignInPages(people, cookies, Site.DASHBOARD, people.signIn(), people.passkeys());
  }

  public static SignInPages ofConsole(People people, Cookies cookies) {
    return new SignInPages(
        people, cookies, Site.CONSOLE, people.operatorSignIn(), people.operatorPasskeys());
  }

  public void addTo(Pages pages) {
    pages
        .on(site, "GET", "/sign-in", Pages.Door.ANYONE, this::form)
        // The password is checked each time; a repeated form opens another session, which is
        // listed.
        .post(site, "/sign-in", Pages.Door.ANYONE, Repeat.AGAIN, this::signIn)
        .post(site, "/sign-in/passkey", Pages.Door.ANYONE, Repeat.AGAIN, this::passkey)
        .on(site, "GET", "/sign-in/code", Pages.Door.HALF_SIGNED_IN, this::codeForm)
        .post(site, "/sign-in/code", Pages.Door.HALF_SIGNED_IN, Repeat.STORED, this::code)
        .post(site, "/sign-out", signedIn(), Repeat.STORED, this::signOut);
    if (site == Site.DASHBOARD) {
      pages
          .on("GET", "", Pages.Door.SIGNED_IN, this::home)
          .post("/confirm-address/sign-out", Pages.Door.UNCONFIRMED, Repeat.STORED, this::signOut)
          .post("/account", Pages.Door.SIGNED_IN, Repeat.STORED, this::choose);
    }
  }

  private Pages.Door signedIn() {
    return site == Site.CONSOLE ? Pages.Door.OPERATOR : Pages.Door.SIGNED_IN;
  }

  private Response home(PageRequest request) {
    return request.redirect("/");
  }

  private Response form(PageRequest request) {
    if (request.findSession().map(Session::stage).filter(SignInPages::isSignedIn).isPresent()) {
      return request.redirectTo(site.root());
    }
    String notice = NOTICES.getOrDefault(request.query().text("notice"), "");
    return form(request, request.query().text("next"), "", notice, FormErrors.NONE);
  }

  /** A session is only ever found on the site to which it belongs. */
  private static boolean isSignedIn(SessionStage stage) {
    return stage == SessionStage.WHOLE || stage == SessionStage.OPERATOR;
  }

  private Response form(
      PageRequest request, String next, String email, String notice, FormErrors errors) {
    return request.page(
        errors.status(),
        "sign-in.jte",
        "Sign in",
        Map.of(
            "email", email,
            "next", next,
            "notice", notice,
            "passkey", passkeys.request(request.browser()).orElse(""),
            "site", site,
            "errors", errors));
  }

  private Response signIn(PageRequest request) {
    String email = request.form().text("email");
    String next = request.form().text("next");
    return switch (signIn
        .withPassword(email, request.form().text("password"), device(request), request.client())
        .orElseThrow()) {
      case SignInOutcome.Rejected rejected ->
          form(request, next, email, "", error("The email address or the password is wrong."));
      case SignInOutcome.TooEarly early -> form(request, next, email, "", tooEarly(early));
      case SignInOutcome.CodesLocked locked -> form(request, next, email, "", codesLocked(locked));
      case SignInOutcome.CodeNeeded needed -> {
        request.findSession().ifPresent(people.sessions()::removeReplaced);
        request.continueWith(needed.token());
        yield request.redirectTo(site.code() + LocalAddress.asNext(next));
      }
      case SignInOutcome.SignedIn signedIn -> welcome(request, signedIn, next);
    };
  }

  private Response passkey(PageRequest request) {
    String next = request.form().text("next");
    String response = request.form().text("credential");
    return passkeys.signIn(request.browser(), response, request.client()).orElseThrow()
            instanceof SignInOutcome.SignedIn signedIn
        ? welcome(request, signedIn, next)
        : form(
            request,
            next,
            "",
            "",
            error("The passkey was not accepted. Try again, or sign in with your password."));
  }

  private Response codeForm(PageRequest request) {
    return codeForm(request, request.query().text("next"), FormErrors.NONE);
  }

  private Response codeForm(PageRequest request, String next, FormErrors errors) {
    return request.page(
        errors.status(),
        "sign-in-code.jte",
        "Second step",
        Map.of("next", next, "site", site, "errors", errors));
  }

  private Response code(PageRequest request) {
    String next = request.form().text("next");
    return switch (signIn.withCode(
        request.session(), request.form().text("code"), request.client())) {
      case SignInOutcome.Rejected rejected ->
          codeForm(request, next, error("The code is wrong or was already used."));
      case SignInOutcome.CodesLocked locked ->
          request.redirectTo(
              site.signIn() + "?notice=codes" + LocalAddress.asNext(next).replace('?', '&'));
      case SignInOutcome.TooEarly early ->
          throw new IllegalStateException("a code is never too early: a lock ends the sign-in");
      case SignInOutcome.CodeNeeded needed ->
          throw new IllegalStateException("a code is never followed by another code");
      case SignInOutcome.SignedIn signedIn -> welcome(request, signedIn, next);
    };
  }

  /** Sets the cookies of a new session and redirects to the page that was requested. */
  Response welcome(PageRequest request, SignInOutcome.SignedIn signedIn, String next) {
    request.findSession().ifPresent(people.sessions()::removeReplaced);
    open(request, signedIn.token(), signedIn.deviceToken());
    return request.redirectTo(LocalAddress.find(site, next).orElse(site.root()));
  }

  /** Sets the cookies of a new session. */
  public void open(PageRequest request, String token, String deviceToken) {
    request.continueWith(token);
    setDeviceCookie(request, deviceToken);
    request.setCookie(cookies.remove(Cookie.VISITOR));
  }

  /** Makes this browser known to the person. */
  void setDeviceCookie(PageRequest request, String deviceToken) {
    request.setCookie(cookies.set(site.device(), deviceToken, DEVICE_LIFE));
  }

  private Response signOut(PageRequest request) {
    people.sessions().signOut(request.session(), request.client());
    request.removeSessionCookie();
    return request.redirectTo(site.signIn() + "?notice=signed-out");
  }

  private Response choose(PageRequest request) {
    String account = request.form().text("account");
    var _ = people.sessions().choose(request.session(), account).orElseThrow();
    return request.redirectTo(Pages.ROOT + "/" + account + "/" + Environment.SANDBOX.word());
  }

  private Optional<String> device(PageRequest request) {
    return cookies.find(request.http(), site.device());
  }

  private static FormErrors codesLocked(SignInOutcome.CodesLocked locked) {
    return error(
        "Too many wrong codes were entered for this login. Wait "
            + locked.seconds()
            + " s, then sign in again.");
  }

  private static FormErrors tooEarly(SignInOutcome.TooEarly early) {
    return error("Too many attempts. Wait " + early.seconds() + " s, then try again.");
  }

  private static FormErrors error(String message) {
    return new FormErrors(Optional.of(ApiError.of(ErrorCode.VALIDATION_ERROR, message)));
  }
}
