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
 * The pages that the links in emails lead to: a new password, and an invitation. Opening a page does
 * not use up its link, because programs that check emails open links.
 */
public final class LinkPages {
  /** The time a request for a link takes, whether or not the person exists. */
  private static final Duration CONSTANT_TIME = Duration.ofMillis(300);

  private static final String TOKEN = "token";

  private final People people;
  private final SignInPages signInPages;

  public LinkPages(People people, SignInPages signInPages) {
    this.people = people;
    this.signInPages = signInPages;
  }

  public void addTo(Pages pages) {
    pages
        .on("GET", "/forgot", Pages.Door.ANYONE, visit -> forgot(visit, false))
        .post("/forgot", Pages.Door.ANYONE, Repeat.STORED, this::sendReset)
        .on("GET", "/reset/{token}", Pages.Door.ANYONE, visit -> reset(visit, FormErrors.NONE))
        .post("/reset/{token}", Pages.Door.ANYONE, Repeat.STORED, this::setPassword)
        .on(
            "GET",
            "/invitation/{token}",
            Pages.Door.ANYONE,
            visit -> invited(visit, FormErrors.NONE))
        .post("/invitation/{token}", Pages.Door.ANYONE, Repeat.STORED, this::joinAsNew)
        .post("/invitation/{token}/join", Pages.Door.SIGNED_IN, Repeat.STORED, this::join);
  }

  private Response forgot(PageRequest visit, boolean sent) {
    return visit.page("forgot.jte", "Forgot password", Map.of("sent", sent));
  }

  private Response sendReset(PageRequest visit) {
    long end = System.nanoTime() + CONSTANT_TIME.toNanos();
    Result<String> requested =
        people.passwordReset().request(visit.form().text("email"), visit.client());
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    var _ = requested.orElseThrow();
    return forgot(visit, true);
  }

  private Response reset(PageRequest visit, FormErrors faults) {
    String token = visit.parameter(TOKEN);
    if (!people.passwordReset().isValid(token)) {
      throw LinkTokens.invalid().exception();
    }
    return visit.page(
        faults.status(), "reset.jte", "New password", Map.of(TOKEN, token, "faults", faults));
  }

  private Response setPassword(PageRequest visit) {
    return visit.trying(
        () -> {
          String device =
              people
                  .passwordReset()
                  .setPassword(
                      visit.parameter(TOKEN), visit.form().text("password"), visit.client())
                  .orElseThrow();
          signInPages.setDeviceCookie(visit, device);
          return visit.redirectTo(DashboardSite.SIGN_IN + "?notice=reset");
        },
        faults -> reset(visit, faults));
  }

  private Response invited(PageRequest visit, FormErrors faults) {
    String token = visit.parameter(TOKEN);
    Invited invited = people
            .invitationAcceptance()
            .find(token)
            .orElseThrow(() -> LinkTokens.invalid().exception());
    boolean signedIn =
        visit
            .findSession()
            .filter(session -> session.stage() == SessionStage.WHOLE)
            .filter(session -> session.person().email().equals(invited.email()))
            .isPresent();
    return visit.page(
        faults.status(),
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
            DashboardSite.SIGN_IN + LocalAddress.asNext(visit.call().path()),
            "faults",
            faults));
  }

  private Response joinAsNew(PageRequest visit) {
    return visit.trying(
        () -> {
          SignInOutcome.SignedIn signedIn =
              people
                  .invitationAcceptance()
                  .joinAsNew(
                      visit.parameter(TOKEN),
                      visit.form().text("name"),
                      visit.form().text("password"),
                      visit.client())
                  .orElseThrow();
          return signInPages.welcome(visit, signedIn, Pages.ROOT);
        },
        faults -> invited(visit, faults));
  }

  private Response join(PageRequest visit) {
    var _ =
        people
            .invitationAcceptance()
            .join(visit.session(), visit.parameter(TOKEN), visit.client())
            .orElseThrow();
    return visit.redirectTo(Pages.ROOT);
  }
}
