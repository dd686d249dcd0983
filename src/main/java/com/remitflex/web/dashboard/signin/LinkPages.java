package com.remitflex.web.dashboard.signin;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.features.members.team.Invited;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.DashboardSite;
import com.remitflex.web.dashboard.site.LocalAddress;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The pages that the links in emails lead to: a new password, and an invitation. Opening a page
 * does not use up its link, because programs that check emails open links.
 */
public final class LinkPages {
  /** The time a request for a link takes, whether or not the person exists. */
  private static final Duration CONSTANT_TIME = Duration.ofMillis(300);

  private static final String FORGOT = "/forgot";

  /** Marks the page after a form, which asks for nothing again. */
  private static final String SENT = "sent";

  private static final String TOKEN = "token";

  private final People people;
  private final SignInPages signInPages;

  public LinkPages(People people, SignInPages signInPages) {
    this.people = people;
    this.signInPages = signInPages;
  }

  public void addTo(Pages pages) {
    pages
        .on("GET", FORGOT, Pages.Door.ANYONE, this::forgot)
        .post(FORGOT, Pages.Door.ANYONE, Repeat.STORED, this::sendReset)
        .on("GET", "/reset/{token}", Pages.Door.ANYONE, request -> reset(request, FormErrors.NONE))
        .post("/reset/{token}", Pages.Door.ANYONE, Repeat.STORED, this::setPassword)
        .on(
            "GET",
            "/invitation/{token}",
            Pages.Door.ANYONE,
            request -> invited(request, FormErrors.NONE))
        .post("/invitation/{token}", Pages.Door.ANYONE, Repeat.STORED, this::joinAsNew)
        .post("/invitation/{token}/join", Pages.Door.SIGNED_IN, Repeat.STORED, this::join);
  }

  private Response forgot(PageRequest request) {
    boolean sent = request.query().find(SENT).isPresent();
    return request.page("forgot.jte", "Forgot password", Map.of(SENT, sent));
  }

  private Response sendReset(PageRequest request) {
    long end = System.nanoTime() + CONSTANT_TIME.toNanos();
    Result<String> requested =
        people.passwordReset().request(request.form().text("email"), request.client());
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    var _ = requested.orElseThrow();
    return request.redirectTo(Pages.ROOT + FORGOT + "?" + SENT + "=1");
  }

  private Response reset(PageRequest request, FormErrors errors) {
    String token = request.parameter(TOKEN);
    if (!people.passwordReset().isValid(token)) {
      throw LinkTokens.invalid().exception();
    }
    return request.page(
        errors.status(), "reset.jte", "New password", Map.of(TOKEN, token, "errors", errors));
  }

  private Response setPassword(PageRequest request) {
    return request.trying(
        () -> {
          String device =
              people
                  .passwordReset()
                  .setPassword(
                      request.parameter(TOKEN), request.form().text("password"), request.client())
                  .orElseThrow();
          signInPages.setDeviceCookie(request, device);
          return request.redirectTo(DashboardSite.SIGN_IN + "?notice=reset");
        },
        errors -> reset(request, errors));
  }

  private Response invited(PageRequest request, FormErrors errors) {
    String token = request.parameter(TOKEN);
    Invited invited =
        people
            .invitationAcceptance()
            .find(token)
            .orElseThrow(() -> LinkTokens.invalid().exception());
    boolean signedIn =
        request
            .findSession()
            .filter(session -> session.stage() == SessionStage.WHOLE)
            .filter(session -> session.person().email().equals(invited.email()))
            .isPresent();
    return request.page(
        errors.status(),
        "invitation.jte",
        "Invitation",
        Map.of(
            TOKEN,
            token,
            "invited",
            invited,
            "signedIn",
            signedIn,
            "signInAt",
            DashboardSite.SIGN_IN + LocalAddress.asNext(request.http().path()),
            "errors",
            errors));
  }

  private Response joinAsNew(PageRequest request) {
    return request.trying(
        () -> {
          SignInOutcome.SignedIn signedIn =
              people
                  .invitationAcceptance()
                  .joinAsNew(
                      request.parameter(TOKEN),
                      request.form().text("name"),
                      request.form().text("password"),
                      request.client())
                  .orElseThrow();
          return signInPages.welcome(request, signedIn, Pages.ROOT);
        },
        errors -> invited(request, errors));
  }

  private Response join(PageRequest request) {
    var _ =
        people
            .invitationAcceptance()
            .join(request.session(), request.parameter(TOKEN), request.client())
            .orElseThrow();
    return request.redirectTo(Pages.ROOT);
  }
}
