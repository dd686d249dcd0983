package com.remitflex.dashboard;

import com.remitflex.http.Reply;
import com.remitflex.people.People;
import com.remitflex.people.Permission;
import com.remitflex.people.Role;
import java.util.List;
import java.util.Map;

/** Settings → Team: the members of the account, and who is invited. */
final class TeamPages {
  private static final String PATH = "/settings/team";

  private final People people;

  TeamPages(People people) {
    this.people = people;
  }

  void addTo(Pages pages) {
    pages
        .get(PATH, Permission.VIEW, visit -> team(visit, "", Faults.NONE))
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
  private Reply team(Visit visit, String newLink, Faults faults) {
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
  private static List<Role> roles(Visit visit) {
    return List.of(Role.values()).stream()
        .filter(role -> role != Role.OWNER || visit.may(Permission.MANAGE_OWNERS))
        .toList();
  }

  private Reply invite(Visit visit) {
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
          visit.lookAt(PATH);
          return team(visit, link, Faults.NONE);
        },
        faults -> team(visit, "", faults));
  }

  private Reply takeBack(Visit visit) {
    people.team().takeBack(visit.session(), visit.parameter("id"), visit.client());
    return visit.done("Invitation revoked.", PATH);
  }

  private Reply changeRole(Visit visit) {
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

  private Reply remove(Visit visit) {
    return visit.trying(
        () -> {
          people.team().remove(visit.session(), visit.parameter("id"), visit.client());
          return visit.done(
              "Member removed. The member no longer has access to this account.", PATH);
        },
        faults -> team(visit, "", faults));
  }
}
