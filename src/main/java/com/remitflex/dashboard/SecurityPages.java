package com.remitflex.dashboard;

import com.remitflex.http.Reply;
import com.remitflex.people.Credentials;
import com.remitflex.people.People;
import com.remitflex.people.Permission;
import java.util.List;
import java.util.Map;

/** Settings → Security: password, authenticator, recovery codes, and where one is signed in. */
final class SecurityPages {
  private static final String PATH = "/settings/security";
  private static final String TITLE = "Security";
  private static final String CURRENT = "current";

  private final People people;

  SecurityPages(People people) {
    this.people = people;
  }

  /** Everyone may do these things to themselves. */
  void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, visit -> overview(visit, Faults.NONE))
        .post(PATH + "/name", Permission.VIEW, Repeat.STORED, this::rename)
        .post(PATH + "/password", Permission.VIEW, Repeat.STORED, this::changePassword)
        .get(PATH + "/authenticator", Permission.VIEW, visit -> setUp(visit, Faults.NONE))
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

  private Reply overview(Visit visit, Faults faults) {
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

  private Reply rename(Visit visit) {
    return visit.trying(
        () -> {
          people.credentials().rename(visit.session(), visit.form().text("name"));
          return visit.done("Name changed.", PATH);
        },
        faults -> overview(visit, faults));
  }

  private Reply changePassword(Visit visit) {
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

  private Reply setUp(Visit visit, Faults faults) {
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

  private Reply confirm(Visit visit) {
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

  private Reply remove(Visit visit) {
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

  private Reply beginPasskey(Visit visit) {
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

  private Reply addPasskey(Visit visit) {
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

  private Reply removePasskey(Visit visit) {
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

  private Reply renewCodes(Visit visit) {
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

  private Reply codesAreStored(Visit visit) {
    visit.forgetResults();
    return visit.redirect(PATH);
  }

  /** Shown in the response to the form itself, so that no address leads to it again. */
  private Reply codes(Visit visit, List<String> codes) {
    visit.forgetResults();
    visit.lookAt(PATH);
    return visit.page("settings/recovery-codes.jte", "Recovery codes", Map.of("codes", codes));
  }

  private Reply revoke(Visit visit) {
    people.sessions().revoke(visit.session(), visit.parameter("id"), visit.client());
    return visit.done("Session signed out.", PATH);
  }

  private Reply signOutEverywhere(Visit visit) {
    people.sessions().signOutEverywhere(visit.session(), visit.client());
    visit.setCookie(visit.removal(Cookie.SESSION));
    return visit.redirectTo(DashboardSite.SIGN_IN + "?notice=everywhere");
  }
}
