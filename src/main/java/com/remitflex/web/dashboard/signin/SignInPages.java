package com.remitflex.web.dashboard.signin;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Cookie;
import com.remitflex.web.dashboard.forms.Cookies;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.DashboardSite;
import com.remitflex.web.dashboard.site.LocalAddress;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sign in, the code after it, sign out, and the choice of the account. */
public final class SignInPages {
  private static final Duration DEVICE_LIFE = Duration.ofDays(180);

  /** What another page has done before it sent the browser here. */
  private static final Map<String, String> NOTICES =
      Map.of(
          "signed-out", "You are signed out.",
          "everywhere", "You are signed out in every browser.",
          "reset", "The password is changed. Sign in with the new one.",
          "ended", "Too many wrong passwords: you were signed out. Sign in again.",
          "codes", "Too many wrong codes. Sign in again with your password.");

  private final People people;
  private final Cookies cookies;

  public SignInPages(People people, Cookies cookies) {
    this.people = people;
    this.cookies = cookies;
  }

  public void addTo(Pages pages) {
    pages
        .on("GET", "", Pages.Door.SIGNED_IN, this::home)
        .on("GET", "/sign-in", Pages.Door.ANYONE, this::form)
        // The proof is checked each time; a repetition opens one session more, which is listed.
        .post("/sign-in", Pages.Door.ANYONE, Repeat.AGAIN, this::signIn)
        .post("/sign-in/passkey", Pages.Door.ANYONE, Repeat.AGAIN, this::passkey)
        .on("GET", "/sign-in/code", Pages.Door.HALF_SIGNED_IN, this::codeForm)
        .post("/sign-in/code", Pages.Door.HALF_SIGNED_IN, Repeat.STORED, this::code)
        .post("/sign-out", Pages.Door.SIGNED_IN, Repeat.STORED, this::signOut)
        .post("/confirm-address/sign-out", Pages.Door.UNCONFIRMED, Repeat.STORED, this::signOut)
        .post("/account", Pages.Door.SIGNED_IN, Repeat.STORED, this::choose);
  }

  private Response home(PageRequest visit) {
    return visit.redirect("/");
  }

  private Response form(PageRequest visit) {
    if (visit.findSession().filter(one -> one.stage() == SessionStage.WHOLE).isPresent()) {
      return visit.redirectTo(Pages.ROOT);
    }
    String notice = NOTICES.getOrDefault(visit.query().text("notice"), "");
    return form(visit, visit.query().text("next"), "", notice, FormErrors.NONE);
  }

  private Response form(
      PageRequest visit, String next, String email, String notice, FormErrors faults) {
    return visit.page(
        faults.status(),
        "sign-in.jte",
        "Sign in",
        Map.of(
            "email", email,
            "next", next,
            "notice", notice,
            "passkey", people.passkeys().request(visit.browser()).orElse(""),
            "faults", faults));
  }

  private Response signIn(PageRequest visit) {
    String email = visit.form().text("email");
    String next = visit.form().text("next");
    return switch (people
        .signIn()
        .withPassword(email, visit.form().text("password"), device(visit), visit.client())) {
      case SignInOutcome.Refused refused ->
          form(visit, next, email, "", fault("E-mail or password is wrong."));
      case SignInOutcome.TooEarly early -> form(visit, next, email, "", tooEarly(early));
      case SignInOutcome.CodesLocked locked -> form(visit, next, email, "", codesLocked(locked));
      case SignInOutcome.CodeNeeded needed -> {
        visit.findSession().ifPresent(people.sessions()::replaced);
        visit.setCookie(
            cookies.set(Cookie.SESSION, needed.token(), PageRequest.SESSION_COOKIE_LIFETIME));
        yield visit.redirectTo(DashboardSite.CODE + LocalAddress.asNext(next));
      }
      case SignInOutcome.SignedIn signedIn -> welcome(visit, signedIn, next);
    };
  }

  private Response passkey(PageRequest visit) {
    String next = visit.form().text("next");
    String answer = visit.form().text("credential");
    return people.passkeys().signIn(visit.browser(), answer, visit.client())
            instanceof SignInOutcome.SignedIn signedIn
        ? welcome(visit, signedIn, next)
        : form(
            visit,
            next,
            "",
            "",
            fault("The passkey was not accepted. Try again, or sign in with your password."));
  }

  private Response codeForm(PageRequest visit) {
    return codeForm(visit, visit.query().text("next"), FormErrors.NONE);
  }

  private Response codeForm(PageRequest visit, String next, FormErrors faults) {
    return visit.page(
        faults.status(), "sign-in-code.jte", "Second step", Map.of("next", next, "faults", faults));
  }

  private Response code(PageRequest visit) {
    String next = visit.form().text("next");
    return switch (people
        .signIn()
        .withCode(visit.session(), visit.form().text("code"), visit.client())) {
      case SignInOutcome.Refused refused ->
          codeForm(visit, next, fault("The code is wrong, or it was used before."));
      case SignInOutcome.CodesLocked locked ->
          visit.redirectTo(
              DashboardSite.SIGN_IN
                  + "?notice=codes"
                  + LocalAddress.asNext(next).replace('?', '&'));
      case SignInOutcome.TooEarly early ->
          throw new IllegalStateException("a code that is too early ends the sign-in");
      case SignInOutcome.CodeNeeded needed ->
          throw new IllegalStateException("a code leads to no other code");
      case SignInOutcome.SignedIn signedIn -> welcome(visit, signedIn, next);
    };
  }

  /** The way in, for who has just been given a session. */
  Response welcome(PageRequest visit, SignInOutcome.SignedIn signedIn, String next) {
    visit.findSession().ifPresent(people.sessions()::replaced);
    visit.setCookie(
        cookies.set(Cookie.SESSION, signedIn.token(), PageRequest.SESSION_COOKIE_LIFETIME));
    remember(visit, signedIn.deviceToken());
    visit.setCookie(cookies.remove(Cookie.VISITOR));
    return visit.redirectTo(LocalAddress.find(next).orElse(Pages.ROOT));
  }

  /** From now on this browser is one in which the person has proved an identity. */
  void remember(PageRequest visit, String deviceToken) {
    visit.setCookie(cookies.set(Cookie.DEVICE, deviceToken, DEVICE_LIFE));
  }

  private Response signOut(PageRequest visit) {
    people.sessions().signOut(visit.session(), visit.client());
    visit.setCookie(cookies.remove(Cookie.SESSION));
    return visit.redirectTo(DashboardSite.SIGN_IN + "?notice=signed-out");
  }

  private Response choose(PageRequest visit) {
    String account = visit.form().text("account");
    people.sessions().choose(visit.session(), account);
    return visit.redirectTo(Pages.ROOT + "/" + account + "/" + Environment.SANDBOX.word());
  }

  private Optional<String> device(PageRequest visit) {
    return cookies.find(visit.http(), Cookie.DEVICE);
  }

  private static FormErrors codesLocked(SignInOutcome.CodesLocked locked) {
    return fault(
        "Too many wrong codes were entered for this login. Wait "
            + locked.seconds()
            + " s, then sign in again.");
  }

  private static FormErrors tooEarly(SignInOutcome.TooEarly early) {
    return fault("Too many attempts. Wait " + early.seconds() + " s, then try again.");
  }

  private static FormErrors fault(String message) {
    return new FormErrors(Optional.of(ApiError.of(ErrorCode.VALIDATION_ERROR, message)));
  }
}
