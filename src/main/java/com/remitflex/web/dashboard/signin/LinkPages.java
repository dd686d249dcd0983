package com.remitflex.web.dashboard.signin;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.features.members.team.Invited;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
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
 * What the links in e-mails lead to: a new password, and an invitation. To look at a page uses no
 * link up: programs that check mail do it too.
 */
public final class LinkPages {
  /** How long the answer to a request for a link takes, whether there is such a person or not. */
  private static final Duration SAME_FOR_ALL = Duration.ofMillis(300);

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
    long end = System.nanoTime() + SAME_FOR_ALL.toNanos();
    people.passwordReset().request(visit.form().text("email"), visit.client());
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return forgot(visit, true);
  }

  private Response reset(PageRequest visit, FormErrors faults) {
    String token = visit.parameter(TOKEN);
    if (!people.passwordReset().isGood(token)) {
      throw gone();
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
                  .set(visit.parameter(TOKEN), visit.form().text("password"), visit.client());
          signInPages.remember(visit, device);
          return visit.redirectTo(DashboardSite.SIGN_IN + "?notice=reset");
        },
        faults -> reset(visit, faults));
  }

  private Response invited(PageRequest visit, FormErrors faults) {
    String token = visit.parameter(TOKEN);
    Invited invited = people.invitations().find(token).orElseThrow(LinkPages::gone);
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
            DashboardSite.SIGN_IN + LocalAddress.asNext(visit.http().path()),
            "faults",
            faults));
  }

  private Response joinAsNew(PageRequest visit) {
    return visit.trying(
        () -> {
          SignInOutcome outcome =
              people
                  .invitations()
                  .joinAsNew(
                      visit.parameter(TOKEN),
                      visit.form().text("name"),
                      visit.form().text("password"),
                      visit.client());
          if (outcome instanceof SignInOutcome.SignedIn signedIn) {
            return signInPages.welcome(visit, signedIn, Pages.ROOT);
          }
          throw new IllegalStateException("a new person is signed in");
        },
        faults -> invited(visit, faults));
  }

  private Response join(PageRequest visit) {
    people.invitations().join(visit.session(), visit.parameter(TOKEN), visit.client());
    return visit.redirectTo(Pages.ROOT);
  }

  private static RuntimeException gone() {
    return ApiError.of(
            ErrorCode.NOT_FOUND, "This link was used before, or it is too old. Ask for another.")
        .exception();
  }
}
