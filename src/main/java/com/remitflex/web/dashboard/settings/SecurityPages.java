package com.remitflex.web.dashboard.settings;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.signin.Credentials;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Cookie;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.DashboardSite;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.List;
import java.util.Map;

/** Settings → Security: password, authenticator, recovery codes, and where one is signed in. */
public final class SecurityPages {
  private static final String PATH = "/settings/security";
  private static final String TITLE = "Security";
  private static final String CURRENT = "current";

  private final People people;

  public SecurityPages(People people) {
    this.people = people;
  }

  /** Everyone may do these things to themselves. */
  public void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, visit -> overview(visit, FormErrors.NONE))
        .post(PATH + "/name", Permission.VIEW, Repeat.STORED, this::rename)
        .post(PATH + "/password", Permission.VIEW, Repeat.STORED, this::changePassword)
        .get(PATH + "/authenticator", Permission.VIEW, visit -> setUp(visit, FormErrors.NONE))
        .post(PATH + "/authenticator", Permission.VIEW, Repeat.STORED, this::confirm)
        .post(PATH + "/authenticator/remove", Permission.VIEW, Repeat.STORED, this::remove)
        // Only shows what the device is asked for.
        .post(PATH + "/passkeys/new", Permission.VIEW, Repeat.AGAIN, this::beginPasskey)
        .post(PATH + "/passkeys", Permission.VIEW, Repeat.STORED, this::addPasskey)
        .post(PATH + "/passkeys/{id}/remove", Permission.VIEW, Repeat.STORED, this::removePasskey)
        .post(PATH + "/recovery-codes", Permission.VIEW, Repeat.STORED, this::renewCodes)
        .post(PATH + "/recovery-codes/stored", Permission.VIEW, Repeat.STORED, this::codesAreStored)
        .post(PATH + "/sessions/{id}/revoke", Permission.VIEW, Repeat.STORED, this::revoke)
        .post(
            PATH + "/sign-out-everywhere", Permission.VIEW, Repeat.STORED, this::signOutEverywhere);
  }

  private Response overview(PageRequest visit, FormErrors faults) {
    return visit.page(
        faults.status(),
        "settings/security.jte",
        TITLE,
        Map.of(
            "sessions", people.sessions().list(visit.session()),
            "thisSession", visit.session().id(),
            "passkeys", people.passkeys().list(visit.session()),
            "passkeysArePossible", people.passkeys().arePossible(),
            "codesLeft", people.credentials().recoveryCodesLeft(visit.session()),
            "faults", faults));
  }

  private Response rename(PageRequest visit) {
    return visit.trying(
        () -> {
          people.credentials().rename(visit.session(), visit.form().text("name"));
          return visit.done("Name changed.", PATH);
        },
        faults -> overview(visit, faults));
  }

  private Response changePassword(PageRequest visit) {
    return visit.trying(
        () -> {
          String token =
              people
                  .credentials()
                  .changePassword(
                      visit.session(),
                      visit.form().text("old_password"),
                      visit.form().text("password"),
                      visit.client());
          visit.continueWith(token);
          return visit.done("Password changed. All other browsers were signed out.", PATH);
        },
        faults -> overview(visit, faults.renamed(CURRENT, "old_password")));
  }

  private Response setUp(PageRequest visit, FormErrors faults) {
    Credentials.NewAuthenticator authenticator =
        people.credentials().newAuthenticator(visit.session());
    return visit.page(
        faults.status(),
        "settings/authenticator.jte",
        "Authenticator",
        Map.of(
            "key",
            authenticator.key(),
            "qrCode",
            new QrCode(authenticator.uri()),
            "faults",
            faults));
  }

  private Response confirm(PageRequest visit) {
    return visit.trying(
        () -> {
          Credentials.Changed changed =
              people
                  .credentials()
                  .confirmAuthenticator(
                      visit.session(),
                      visit.form().text(CURRENT),
                      visit.form().text("code"),
                      visit.client());
          visit.continueWith(changed.token());
          return codes(visit, changed.recoveryCodes());
        },
        faults -> setUp(visit, faults));
  }

  private Response remove(PageRequest visit) {
    return visit.trying(
        () -> {
          String token =
              people
                  .credentials()
                  .removeAuthenticator(visit.session(), visit.form().text(CURRENT), visit.client());
          visit.continueWith(token);
          return visit.done("Authenticator removed. Signing in no longer requires a code.", PATH);
        },
        faults -> overview(visit, faults));
  }

  private Response beginPasskey(PageRequest visit) {
    return visit.trying(
        () ->
            visit.page(
                "settings/passkey.jte",
                "Add a passkey",
                Map.of(
                    "options",
                    people
                        .passkeys()
                        .begin(visit.session(), visit.form().text(CURRENT), visit.client()))),
        faults -> overview(visit, faults.renamed(CURRENT, "passkey_current")));
  }

  private Response addPasskey(PageRequest visit) {
    return visit.trying(
        () -> {
          String token =
              people
                  .passkeys()
                  .add(
                      visit.session(),
                      visit.form().text("name"),
                      visit.form().text("credential"),
                      visit.client());
          visit.continueWith(token);
          return visit.done("Passkey added. You can now sign in with it.", PATH);
        },
        faults -> overview(visit, faults.renamed("name", "passkey_name")));
  }

  private Response removePasskey(PageRequest visit) {
    return visit.trying(
        () -> {
          String token =
              people
                  .passkeys()
                  .remove(
                      visit.session(),
                      visit.parameter("id"),
                      visit.form().text(CURRENT),
                      visit.client());
          visit.continueWith(token);
          return visit.done("Passkey removed. It can no longer be used to sign in.", PATH);
        },
        faults -> overview(visit, faults.renamed(CURRENT, "passkey_current")));
  }

  private Response renewCodes(PageRequest visit) {
    return visit.trying(
        () -> {
          Credentials.Changed changed =
              people
                  .credentials()
                  .renewRecoveryCodes(visit.session(), visit.form().text(CURRENT), visit.client());
          visit.continueWith(changed.token());
          return codes(visit, changed.recoveryCodes());
        },
        faults -> overview(visit, faults));
  }

  private Response codesAreStored(PageRequest visit) {
    visit.deleteResponses();
    return visit.redirect(PATH);
  }

  /** Shown in the response to the form itself, so that no address leads to it again. */
  private Response codes(PageRequest visit, List<String> codes) {
    visit.deleteResponses();
    visit.setResultPage(PATH);
    return visit.page("settings/recovery-codes.jte", "Recovery codes", Map.of("codes", codes));
  }

  private Response revoke(PageRequest visit) {
    people.sessions().revoke(visit.session(), visit.parameter("id"), visit.client());
    return visit.done("Session signed out.", PATH);
  }

  private Response signOutEverywhere(PageRequest visit) {
    people.sessions().signOutEverywhere(visit.session(), visit.client());
    visit.setCookie(visit.removal(Cookie.SESSION));
    return visit.redirectTo(DashboardSite.SIGN_IN + "?notice=everywhere");
  }
}
