package com.remitflex.web.dashboard.site.once;

import com.remitflex.testing.TestPerson;
import java.util.Map;
import java.util.function.Supplier;

/** The forms of the members of an account. */
final class TeamForms extends AreaForms {
  TeamForms(Visitor visitor) {
    super(visitor);
  }

  @Override
  void addTo(Map<String, Supplier<Sending>> forms) {
    forms.put(
        TEAM + "/invitations",
        () ->
            of(TEAM, TEAM + "/invitations", Map.of("email", "new@example.com", "role", "viewer")));
    forms.put(
        TEAM + "/invitations/{id}/take-back",
        () -> {
          String id = invite("back@example.com").replaceAll(".*/(lnk_[0-9A-Z]+)\\..*", "$1");
          return of(TEAM, TEAM + "/invitations/" + id + "/take-back", Map.of());
        });
    forms.put(
        TEAM + "/members/{id}/role",
        () -> {
          TestPerson viewer = server.newPerson(account, "viewer");
          return of(TEAM, TEAM + "/members/" + viewer.id() + "/role", Map.of("role", "admin"));
        });
    forms.put(
        TEAM + "/members/{id}/remove",
        () -> {
          TestPerson viewer = server.newPerson(account, "viewer");
          return of(TEAM, TEAM + "/members/" + viewer.id() + "/remove", Map.of());
        });
  }
}
