package com.remitflex.web.operator;

import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.signin.OperatorEnrolment;
import com.remitflex.features.members.signin.OperatorEnrolment.Enrolled;
import com.remitflex.features.members.signin.OperatorEnrolment.Enrolling;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.signin.SignInPages;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.QrCode;
import java.util.Map;

/** The page of the link with which an operator sets a password and a second factor. */
public final class EnrolPages {
  private static final String TOKEN = "token";

  private final OperatorEnrolment enrolment;
  private final SignInPages signIn;

  /**
   * The pages.
   *
   * @param signIn of the operator console
   */
  public EnrolPages(OperatorEnrolment enrolment, SignInPages signIn) {
    this.enrolment = enrolment;
    this.signIn = signIn;
  }

  public void addTo(Pages pages) {
    String path = "/enrol/{token}";
    pages
        .on(Site.CONSOLE, "GET", path, Pages.Door.ANYONE, request -> form(request, FormErrors.NONE))
        .post(Site.CONSOLE, path, Pages.Door.ANYONE, Repeat.STORED, this::enrol);
  }

  private Response form(PageRequest request, FormErrors errors) {
    String token = request.parameter(TOKEN);
    Enrolling enrolling = enrolment.find(token).orElseThrow(() -> LinkTokens.invalid().exception());
    return request.page(
        errors.status(),
        "operator/enrol.jte",
        "Set up your operator login",
        Map.of(
            TOKEN,
            token,
            "enrolling",
            enrolling,
            "qrCode",
            new QrCode(enrolling.authenticator().uri()),
            "errors",
            errors));
  }

  private Response enrol(PageRequest request) {
    return request.trying(
        () ->
            enrolled(
                request,
                request
                    .made()
                    .map(Enrolled::of)
                    .orElseGet(() ->
                        enrolment
                            .enrol(
                                request.parameter(TOKEN),
                                request.form().text("password"),
                                request.form().text("code"),
                                request.client(),
                                request.token())
                            .orElseThrow())),
        errors -> form(request, errors));
  }

  /** The recovery codes are shown here only; the browser is signed in. */
  private Response enrolled(PageRequest request, Enrolled enrolled) {
    signIn.open(request, enrolled.token(), enrolled.deviceToken());
    return request.page(
        "operator/enrolled.jte", "Recovery codes", Map.of("codes", enrolled.recoveryCodes()));
  }
}
