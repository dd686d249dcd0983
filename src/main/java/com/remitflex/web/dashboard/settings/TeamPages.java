package com.remitflex.web.dashboard.settings;

import com.remitflex.features.members.People;
import com.remitflex.features.members.people.MemberPage;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Role;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings → Team: the members of the account and its pending invitations. */
public final class TeamPages {
  private static final String PATH = "/settings/team";
  private static final List<String> FILTERS = List.of("q");

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
    Filters filters = new Filters(request, FILTERS);
    String text = request.query().text("q").strip();
    MemberPage page =
        people.team().members(request.accountId(), text, request.query().find("after"));
    Map<String, Object> model = new HashMap<>();
    model.put("members", page.members());
    model.put("total", page.total());
    model.put("q", text);
    model.put("filters", filters.chips());
    model.put("first", filters.first());
    model.put("next", page.next().map(id -> filters.next("after", id)).orElse(""));
    model.put("invitations", people.invitations().list(request.accountId()));
    model.put("roles", roles(request));
    model.put("typed", newLink.isEmpty() ? request.form().text("email") : "");
    model.put("newLink", newLink);
    model.put("errors", errors);
    return request.page(errors.status(), "settings/team.jte", "Team", model);
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
          String link = request.made().map(List::getFirst).orElseGet(() -> newInvitation(request));
          request.setResultPage(PATH);
          return team(request, link, FormErrors.NONE);
        },
        errors -> team(request, "", errors));
  }

  private String newInvitation(PageRequest request) {
    return people
        .invitations()
        .create(
            request.session(),
            request.form().text("email"),
            request.form().text("role"),
            request.client(),
            request.token())
        .orElseThrow();
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
