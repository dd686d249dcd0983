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

/** Settings → Team: the members of the account, and who is invited. */
public final class TeamPages {
  private static final String PATH = "/settings/team";

  private final People people;

  public TeamPages(People people) {
    this.people = people;
  }

  public void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, visit -> team(visit, "", FormErrors.NONE))
        .post(PATH + "/invitations", Permission.MANAGE_TEAM, Repeat.STORED, this::invite)
        .post(
            PATH + "/invitations/{id}/take-back",
            Permission.MANAGE_TEAM,
            Repeat.STORED,
            this::takeBack)
        .post(PATH + "/members/{id}/role", Permission.MANAGE_TEAM, Repeat.STORED, this::changeRole)
        .post(PATH + "/members/{id}/remove", Permission.MANAGE_TEAM, Repeat.STORED, this::remove);
  }

  /** The page; with the link of a new invitation, which is shown only now. */
  private Response team(PageRequest visit, String newLink, FormErrors faults) {
    return visit.page(
        faults.status(),
        "settings/team.jte",
        "Team",
        Map.of(
            "members",
            people.team().members(visit.accountId()),
            "invitations",
            people.team().invitations(visit.accountId()),
            "roles",
            roles(visit),
            "typed",
            newLink.isEmpty() ? visit.form().text("email") : "",
            "newLink",
            newLink,
            "faults",
            faults));
  }

  /** The roles that this visitor may give. */
  private static List<Role> roles(PageRequest visit) {
    return List.of(Role.values()).stream()
        .filter(role -> role != Role.OWNER || visit.may(Permission.MANAGE_OWNERS))
        .toList();
  }

  private Response invite(PageRequest visit) {
    return visit.trying(
        () -> {
          String link =
              people
                  .team()
                  .invite(
                      visit.session(),
                      visit.form().text("email"),
                      visit.form().text("role"),
                      visit.client());
          visit.setResultPage(PATH);
          return team(visit, link, FormErrors.NONE);
        },
        faults -> team(visit, "", faults));
  }

  private Response takeBack(PageRequest visit) {
    people.team().takeBack(visit.session(), visit.parameter("id"), visit.client());
    return visit.done("Invitation revoked.", PATH);
  }

  private Response changeRole(PageRequest visit) {
    return visit.trying(
        () -> {
          people
              .team()
              .changeRole(
                  visit.session(),
                  visit.parameter("id"),
                  visit.form().text("role"),
                  visit.client());
          return visit.done("Role changed.", PATH);
        },
        faults -> team(visit, "", faults));
  }

  private Response remove(PageRequest visit) {
    return visit.trying(
        () -> {
          people.team().remove(visit.session(), visit.parameter("id"), visit.client());
          return visit.done(
              "Member removed. The member no longer has access to this account.", PATH);
        },
        faults -> team(visit, "", faults));
  }
}
