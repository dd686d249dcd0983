package com.remitflex.web.dashboard.settings;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.features.members.signin.Credentials;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.DashboardSite;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.QrCode;
import java.util.Map;
import java.util.Optional;

/** Settings → Security: password, authenticator, passkeys, recovery codes and sessions. */
public final class SecurityPages {
  private static final String PATH = "/settings/security";
  private static final String TITLE = "Security";
  private static final String CURRENT = "current";

  private final People people;

  public SecurityPages(People people) {
    this.people = people;
  }

  /** Every member may change their own login. */
  public void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, request -> overview(request, FormErrors.NONE))
        .post(PATH + "/name", Permission.VIEW, Repeat.STORED, this::rename)
        .post(PATH + "/password", Permission.VIEW, Repeat.STORED, this::changePassword)
        .get(PATH + "/authenticator", Permission.VIEW, request -> setUp(request, FormErrors.NONE))
        .post(PATH + "/authenticator", Permission.VIEW, Repeat.STORED, this::confirm)
        .post(PATH + "/authenticator/remove", Permission.VIEW, Repeat.STORED, this::remove)
        // Only returns the options for the device.
        .post(PATH + "/passkeys/new", Permission.VIEW, Repeat.AGAIN, this::beginPasskey)
        .post(PATH + "/passkeys", Permission.VIEW, Repeat.STORED, this::addPasskey)
        .post(PATH + "/passkeys/{id}/remove", Permission.VIEW, Repeat.STORED, this::removePasskey)
        .post(PATH + "/recovery-codes", Permission.VIEW, Repeat.STORED, this::renewCodes)
        .post(PATH + "/recovery-codes/stored", Permission.VIEW, Repeat.STORED, this::codesAreStored)
        .post(PATH + "/sessions/{id}/revoke", Permission.VIEW, Repeat.STORED, this::revoke)
        .post(
            PATH + "/sign-out-everywhere", Permission.VIEW, Repeat.STORED, this::signOutEverywhere);
  }

  private Response overview(PageRequest request, FormErrors errors) {
    Optional<String> after = request.query().find("after");
    Sessions.Page sessions = people.sessions().list(request.session(), after);
    return request.page(
        errors.status(),
        "settings/security.jte",
        TITLE,
        Map.of(
            "sessions", sessions.rows(),
            "first", after.isPresent() ? "?" : "",
            "next", sessions.next().map(id -> "?after=" + id).orElse(""),
            "thisSession", request.session().id(),
            "passkeys", people.passkeys().list(request.session()),
            "passkeysArePossible", people.passkeys().arePossible(),
            "codesLeft", people.credentials().recoveryCodesLeft(request.session()),
            "errors", errors));
  }

  private Response rename(PageRequest request) {
    return request.trying(
        () -> {
          people.credentials().rename(request.session(), request.form().text("name")).orElseThrow();
          return request.done("Name changed.", PATH);
        },
        errors -> overview(request, errors));
  }

  private Response changePassword(PageRequest request) {
    return request.trying(
        () -> {
          String token =
              people
                  .credentials()
                  .changePassword(
                      request.session(),
                      request.form().text("old_password"),
                      request.form().text("password"),
                      request.client())
                  .orElseThrow();
          request.continueWith(token);
          return request.done("Password changed. All other browsers were signed out.", PATH);
        },
        errors -> overview(request, errors.renamed(CURRENT, "old_password")));
  }

  private Response setUp(PageRequest request, FormErrors errors) {
    Credentials.NewAuthenticator authenticator =
        people.credentials().newAuthenticator(request.session());
    return request.page(
        errors.status(),
        "settings/authenticator.jte",
        "Authenticator",
        Map.of(
            "key",
            authenticator.key(),
            "qrCode",
            new QrCode(authenticator.uri()),
            "errors",
            errors));
  }

  private Response confirm(PageRequest request) {
    return request.trying(
        () -> {
          Credentials.Changed changed =
              request.made().map(Credentials.Changed::of).orElseGet(() -> confirmed(request));
          return codes(request, changed);
        },
        errors -> setUp(request, errors));
  }

  private Credentials.Changed confirmed(PageRequest request) {
    return people
        .credentials()
        .confirmAuthenticator(
            request.session(),
            request.form().text(CURRENT),
            request.form().text("code"),
            request.client(),
            request.token())
        .orElseThrow();
  }

  private Response remove(PageRequest request) {
    return request.trying(
        () -> {
          String token =
              people
                  .credentials()
                  .removeAuthenticator(
                      request.session(), request.form().text(CURRENT), request.client())
                  .orElseThrow();
          request.continueWith(token);
          // The recovery codes have ended with the authenticator.
          request.deleteResponses();
          return request.done("Authenticator removed. Signing in no longer requires a code.", PATH);
        },
        errors -> overview(request, errors));
  }

  private Response beginPasskey(PageRequest request) {
    return request.trying(
        () ->
            request.page(
                "settings/passkey.jte",
                "Add a passkey",
                Map.of(
                    "options",
                    people
                        .passkeys()
                        .begin(request.session(), request.form().text(CURRENT), request.client())
                        .orElseThrow())),
        errors -> overview(request, errors.renamed(CURRENT, "passkey_current")));
  }

  private Response addPasskey(PageRequest request) {
    return request.trying(
        () -> {
          String token =
              people
                  .passkeys()
                  .add(
                      request.session(),
                      request.form().text("name"),
                      request.form().text("credential"),
                      request.client())
                  .orElseThrow();
          request.continueWith(token);
          return request.done("Passkey added. You can now sign in with it.", PATH);
        },
        errors -> overview(request, errors.renamed("name", "passkey_name")));
  }

  private Response removePasskey(PageRequest request) {
    return request.trying(
        () -> {
          String token =
              people
                  .passkeys()
                  .remove(
                      request.session(),
                      request.parameter("id"),
                      request.form().text(CURRENT),
                      request.client())
                  .orElseThrow();
          request.continueWith(token);
          return request.done("Passkey removed. It can no longer be used to sign in.", PATH);
        },
        errors -> overview(request, errors.renamed(CURRENT, "passkey_current")));
  }

  private Response renewCodes(PageRequest request) {
    return request.trying(
        () -> {
          Credentials.Changed changed =
              request.made().map(Credentials.Changed::of).orElseGet(() -> renewed(request));
          return codes(request, changed);
        },
        errors -> overview(request, errors));
  }

  private Credentials.Changed renewed(PageRequest request) {
    return people
        .credentials()
        .renewRecoveryCodes(
            request.session(), request.form().text(CURRENT), request.client(), request.token())
        .orElseThrow();
  }

  private Response codesAreStored(PageRequest request) {
    request.deleteResponses();
    return request.redirect(PATH);
  }

  /** Shown in the response to the form itself, so that no URL leads to the codes again. */
  private Response codes(PageRequest request, Credentials.Changed changed) {
    request.continueWith(changed.token());
    request.deleteResponses();
    request.setResultPage(PATH);
    return request.page(
        "settings/recovery-codes.jte", "Recovery codes", Map.of("codes", changed.recoveryCodes()));
  }

  private Response revoke(PageRequest request) {
    var _ =
        people
            .sessions()
            .revoke(request.session(), request.parameter("id"), request.client())
            .orElseThrow();
    return request.done("Session signed out.", PATH);
  }

  private Response signOutEverywhere(PageRequest request) {
    people.sessions().signOutEverywhere(request.session(), request.client());
    request.removeSessionCookie();
    return request.redirectTo(DashboardSite.SIGN_IN + "?notice=everywhere");
  }
}
