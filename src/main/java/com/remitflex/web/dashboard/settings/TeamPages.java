package com.remitflex.web.dashboard.settings;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Role;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.List;
import java.util.Map;

/** Settings → Team: the members of the account and its pending invitations. */
public final class TeamPages {
  private static final String PATH = "/settings/team";

  private final People people;

  public TeamPages(People people) {
    this.people = people;
  }

  public void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, request -> team(request, "", FormErrors.NONE))
        .post(PATH + "/invitations", Permission.MANAGE_TEAM, Repeat.STORED, this::invite)
        .post(
            PATH + "/invitations/{id}/take-back",
            Permission.MANAGE_TEAM,
            Repeat.STORED,
            this::revokeInvitation)
        .post(PATH + "/members/{id}/role", Permission.MANAGE_TEAM, Repeat.STORED, this::changeRole)
        .post(PATH + "/members/{id}/remove", Permission.MANAGE_TEAM, Repeat.STORED, this::remove);
  }

  /** The page, with the link of a new invitation, which is shown only once. */
  private Response team(PageRequest request, String newLink, FormErrors errors) {
    return request.page(
        errors.status(),
        "settings/team.jte",
        "Team",
        Map.of(
            "members",
            people.team().members(request.accountId()),
            "invitations",
            people.invitations().list(request.accountId()),
            "roles",
            roles(request),
            "typed",
            newLink.isEmpty() ? request.form().text("email") : "",
            "newLink",
            newLink,
            "errors",
            errors));
  }

  /** The roles that the user may give to members. */
  private static List<Role> roles(PageRequest request) {
    return List.of(Role.values()).stream()
        .filter(role -> role != Role.OWNER || request.may(Permission.MANAGE_OWNERS))
        .toList();
  }

  private Response invite(PageRequest request) {
    return request.trying(
        () -> {
          String link =
              people
                  .invitations()
                  .create(
                      request.session(),
                      request.form().text("email"),
                      request.form().text("role"),
                      request.client())
                  .orElseThrow();
          request.setResultPage(PATH);
          return team(request, link, FormErrors.NONE);
        },
        errors -> team(request, "", errors));
  }

  private Response revokeInvitation(PageRequest request) {
    var _ =
        people
            .invitations()
            .revoke(request.session(), request.parameter("id"), request.client())
            .orElseThrow();
    // The form that made the link must not show it any longer.
    request.deleteResponses();
    return request.done("Invitation revoked.", PATH);
  }

  private Response changeRole(PageRequest request) {
    return request.trying(
        () -> {
          var _ =
              people
                  .team()
                  .changeRole(
                      request.session(),
                      request.parameter("id"),
                      request.form().text("role"),
                      request.client())
                  .orElseThrow();
          return request.done("Role changed.", PATH);
        },
        errors -> team(request, "", errors));
  }

  private Response remove(PageRequest request) {
    return request.trying(
        () -> {
          var _ =
              people
                  .team()
                  .remove(request.session(), request.parameter("id"), request.client())
                  .orElseThrow();
          return request.done(
              "Member removed. The member no longer has access to this account.", PATH);
        },
        errors -> team(request, "", errors));
  }
}
