package com.remitflex.web.dashboard.settings;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.features.members.signin.Credentials;
import com.remitflex.features.members.signin.Passkeys;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.Page;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.QrCode;
import java.util.Map;
import java.util.Optional;

/**
 * The pages on which a person changes the own login: password, authenticator, passkeys, recovery
 * codes and sessions. In the Dashboard they are Settings → Security.
 */
public final class SecurityPages {
  private static final String TITLE = "Security";
  private static final String CURRENT = "current";

  private final People people;
  private final Passkeys passkeys;
  private final Site site;
  private final String path;

  private SecurityPages(People people, Passkeys passkeys, Site site, String path) {
    this.people = people;
    this.passkeys = passkeys;
    this.site = site;
    this.path = path;
  }

  public static SecurityPages ofDashboard(People people) {
    return new SecurityPages(people, people.passkeys(), Site.DASHBOARD, "/settings/security");
  }

  public static SecurityPages ofConsole(People people) {
    return new SecurityPages(people, people.operatorPasskeys(), Site.CONSOLE, "/security");
  }

  /** Everyone may change their own login; operators have no name, and keep a second factor. */
  public void addTo(Pages pages) {
    get(pages, "", request -> overview(request, FormErrors.NONE));
    post(pages, "/password", Repeat.STORED, this::changePassword);
    get(pages, "/authenticator", request -> setUp(request, FormErrors.NONE));
    post(pages, "/authenticator", Repeat.STORED, this::confirm);
    // Only returns the options for the device.
    post(pages, "/passkeys/new", Repeat.AGAIN, this::beginPasskey);
    post(pages, "/passkeys", Repeat.STORED, this::addPasskey);
    post(pages, "/passkeys/{id}/remove", Repeat.STORED, this::removePasskey);
    post(pages, "/recovery-codes", Repeat.STORED, this::renewCodes);
    post(pages, "/recovery-codes/stored", Repeat.STORED, this::codesAreStored);
    post(pages, "/sessions/{id}/revoke", Repeat.STORED, this::revoke);
    post(pages, "/sign-out-everywhere", Repeat.STORED, this::signOutEverywhere);
    if (site == Site.DASHBOARD) {
      post(pages, "/name", Repeat.STORED, this::rename);
      post(pages, "/authenticator/remove", Repeat.STORED, this::remove);
    }
  }

  private void get(Pages pages, String below, Page page) {
    if (site == Site.CONSOLE) {
      pages.on(site, "GET", path + below, Pages.Door.OPERATOR, page);
    } else {
      pages.get(path + below, Permission.VIEW, page);
    }
  }

  private void post(Pages pages, String below, Repeat repeat, Page page) {
    if (site == Site.CONSOLE) {
      pages.post(site, path + below, Pages.Door.OPERATOR, repeat, page);
    } else {
      pages.post(path + below, Permission.VIEW, repeat, page);
    }
  }

  private Response overview(PageRequest request, FormErrors errors) {
    Optional<String> after = request.query().find("after");
    Sessions.Page sessions = people.sessions().list(request.session(), after);
    return request.page(
        errors.status(),
        "settings/security.jte",
        TITLE,
        Map.of(
            "at", request.at(path),
            "sessions", sessions.rows(),
            "first", after.isPresent() ? "?" : "",
            "next", sessions.next().map(id -> "?after=" + id).orElse(""),
            "thisSession", request.session().id(),
            "passkeys", passkeys.list(request.session()),
            "passkeysArePossible", passkeys.arePossible(),
            "codesLeft", people.credentials().recoveryCodesLeft(request.session()),
            "errors", errors));
  }

  private Response rename(PageRequest request) {
    return request.trying(
        () -> {
          people.credentials().rename(request.session(), request.form().text("name")).orElseThrow();
          return request.done("Name changed.", path);
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
          return request.done("Password changed. All other browsers were signed out.", path);
        },
        errors -> overview(request, errors.renamed(CURRENT, "old_password")));
  }

  private Response setUp(PageRequest request, FormErrors errors) {
    Credentials.NewAuthenticator authenticator =
        people.credentials().newAuthenticator(request.session());
    return request.page(
        errors.status(),
        "settings/authenticator.jte",
        site == Site.CONSOLE ? "Replace authenticator" : "Set up authenticator",
        Map.of(
            "at",
            request.at(path),
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
          return request.done("Authenticator removed. Signing in no longer requires a code.", path);
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
                    "at",
                    request.at(path),
                    "options",
                    passkeys
                        .begin(request.session(), request.form().text(CURRENT), request.client())
                        .orElseThrow())),
        errors -> overview(request, errors.renamed(CURRENT, "passkey_current")));
  }

  private Response addPasskey(PageRequest request) {
    return request.trying(
        () -> {
          String token =
              passkeys
                  .add(
                      request.session(),
                      request.form().text("name"),
                      request.form().text("credential"),
                      request.client())
                  .orElseThrow();
          request.continueWith(token);
          return request.done("Passkey added. You can now sign in with it.", path);
        },
        errors -> overview(request, errors.renamed("name", "passkey_name")));
  }

  private Response removePasskey(PageRequest request) {
    return request.trying(
        () -> {
          String token =
              passkeys
                  .remove(
                      request.session(),
                      request.parameter("id"),
                      request.form().text(CURRENT),
                      request.client())
                  .orElseThrow();
          request.continueWith(token);
          return request.done("Passkey removed. It can no longer be used to sign in.", path);
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
    return request.redirect(path);
  }

  /** Shown in the response to the form itself, so that no URL leads to the codes again. */
  private Response codes(PageRequest request, Credentials.Changed changed) {
    request.continueWith(changed.token());
    request.deleteResponses();
    request.setResultPage(path);
    return request.page(
        "settings/recovery-codes.jte",
        "Recovery codes",
        Map.of("at", request.at(path), "codes", changed.recoveryCodes()));
  }

  private Response revoke(PageRequest request) {
    var _ =
        people
            .sessions()
            .revoke(request.session(), request.parameter("id"), request.client())
            .orElseThrow();
    return request.done("Session signed out.", path);
  }

  private Response signOutEverywhere(PageRequest request) {
    people.sessions().signOutEverywhere(request.session(), request.client());
    request.removeSessionCookie();
    return request.redirectTo(site.signIn() + "?notice=everywhere");
  }
}
