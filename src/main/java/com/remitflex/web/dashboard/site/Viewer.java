package com.remitflex.web.dashboard.site;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Site;
import java.util.List;
import java.util.Optional;

/**
 * Who looks at a page, in which account and environment.
 *
 * @param session in the account of the page; absent before sign-in
 */
record Viewer(Pages.Found found, Optional<Session> session) {
  Session requireSession() {
    return session.orElseThrow(() -> new IllegalStateException("nobody is signed in"));
  }

  Optional<Person> person() {
    return session.map(Session::person);
  }

  Optional<Membership> membership() {
    return session.flatMap(Session::chosen);
  }

  List<Membership> memberships() {
    return session.map(Session::memberships).orElse(List.of());
  }

  Membership requireMembership() {
    return membership()
        .orElseThrow(() -> new IllegalStateException("the page belongs to no account"));
  }

  Environment environment() {
    return found.environment().orElse(Environment.SANDBOX);
  }

  /** The account of the page, in this environment. */
  HeadId head(Environment in) {
    return new HeadId(requireMembership().accountId(), in);
  }

  /** Whether the user may do this in the account and environment of the page. */
  boolean may(Permission permission) {
    return requireMembership().role().may(permission, environment());
  }

  /** The site of the page. */
  Site site() {
    return found.row().site();
  }

  /** Whether the page belongs to an account. */
  boolean isInAccount() {
    return found.row().door() == Pages.Door.MEMBER;
  }

  /** The address of a page of the console, or of the account in the environment of this page. */
  String at(String page) {
    if (site() == Site.CONSOLE) {
      return site().root() + (page.equals("/") ? "" : page);
    }
    return base() + "/" + environment().word() + (page.equals("/") ? "" : page);
  }

  /** Names the account, unless the address of this page does not and the user has no other. */
  String base() {
    return membership()
        .filter(one ->
            found.account().isPresent()
                || AccountOfPage.mustBeNamed(memberships())
                || !isInAccount())
        .map(AccountOfPage::base)
        .orElse(Pages.ROOT);
  }
}
