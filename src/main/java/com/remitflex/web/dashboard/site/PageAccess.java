package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStage;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.PublicRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Site;
import java.util.Optional;

/** Checks whether the sender of a request may use a page of the table. */
final class PageAccess {
  private PageAccess() {}

  /** Where the browser must go first; empty if the session may use the page. */
  static Optional<Response> redirect(
      PublicRequest request, Pages.Found found, Optional<Session> session) {
    return switch (found.row().door()) {
      case ANYONE -> Optional.empty();
      case HALF_SIGNED_IN ->
          isAt(session, beforeCode(found.row().site()))
              ? Optional.empty()
              : Optional.of(Redirects.toSignIn(request));
      case OPERATOR -> redirectUnlessOperator(request, session);
      case UNCONFIRMED -> redirectUnlessUnconfirmed(request, session);
      case SIGNED_IN, MEMBER -> redirectUnlessSignedIn(request, session);
    };
  }

  private static SessionStage beforeCode(Site site) {
    return site == Site.CONSOLE ? SessionStage.OPERATOR_CODE : SessionStage.CODE;
  }

  private static Optional<Response> redirectUnlessOperator(
      PublicRequest request, Optional<Session> session) {
    if (isAt(session, SessionStage.OPERATOR)) {
      return Optional.empty();
    }
    return Optional.of(
        isAt(session, SessionStage.OPERATOR_CODE)
            ? Redirects.of(request, Site.CONSOLE.code())
            : Redirects.toSignIn(request));
  }

  private static Optional<Response> redirectUnlessUnconfirmed(
      PublicRequest request, Optional<Session> session) {
    if (isAt(session, SessionStage.UNCONFIRMED)) {
      return Optional.empty();
    }
    return Optional.of(
        isAt(session, SessionStage.WHOLE)
            ? Redirects.of(request, Pages.ROOT)
            : Redirects.toSignIn(request));
  }

  private static Optional<Response> redirectUnlessSignedIn(
      PublicRequest request, Optional<Session> session) {
    if (isAt(session, SessionStage.WHOLE)) {
      return Optional.empty();
    }
    if (isAt(session, SessionStage.CODE)) {
      return Optional.of(Redirects.of(request, DashboardSite.CODE));
    }
    return Optional.of(
        isAt(session, SessionStage.UNCONFIRMED)
            ? Redirects.of(request, DashboardSite.CONFIRM)
            : Redirects.toSignIn(request));
  }

  private static boolean isAt(Optional<Session> session, SessionStage stage) {
    return session.filter(one -> one.stage() == stage).isPresent();
  }

  /**
   * Rejects a member whose role lacks the permission of the page.
   *
   * @throws ApiException INSUFFICIENT_PERMISSIONS
   */
  static void requirePermission(Pages.Found found, Optional<Session> session) {
    if (found.row().permission().isEmpty()) {
      return;
    }
    Permission permission = found.row().permission().get();
    Role role =
        session.flatMap(Session::chosen).map(Membership::role).orElseThrow(PageAccess::noAccount);
    if (found.environment().filter(one -> role.may(permission, one)).isEmpty()) {
      throw rejection(role);
    }
  }

  private static ApiException noAccount() {
    return ApiError.of(
            ErrorCode.INSUFFICIENT_PERMISSIONS,
            "You are no longer a member of any account. Ask an owner to invite you.")
        .exception();
  }

  /** The rejection of a member whose role is not sufficient. */
  static ApiException rejection(Role role) {
    return ApiError.of(
            ErrorCode.INSUFFICIENT_PERMISSIONS,
            "Your role in this account is "
                + role.word()
                + ", which does not allow this. Ask an owner of the account.")
        .exception();
  }
}
