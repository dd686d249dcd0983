package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Person;
import com.remitflex.platform.ids.Environment;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What stands around a page.
 *
 * @param path of the page, to mark where one is
 * @param person who is signed in
 * @param membership the account that is shown, and what the person may do in it
 * @param base the address of the account's pages, without the environment
 * @param tokens makes the token of each form
 * @param flash what the step before has to say; empty when nothing
 */
public record PageLayout(
    String title,
    String path,
    Environment environment,
    Optional<Person> person,
    Optional<Membership> membership,
    List<Membership> memberships,
    String base,
    Supplier<String> tokens,
    String flash,
    Assets assets) {
  /** The token of one form: another one at each call, for each form acts once. */
  public String csrf() {
    return tokens.get();
  }

  /** The address of an account's page in the environment that is shown. */
  public String at(String page) {
    return in(environment, page);
  }

  /** The address of an account's page in this environment. */
  public String in(Environment other, String page) {
    return base + "/" + other.word() + (page.equals("/") ? "" : page);
  }

  /** Whether the page is this one, or stands below it. */
  public boolean isIn(String page) {
    String address = at(page);
    return path.equals(address) || (!page.equals("/") && path.startsWith(address + "/"));
  }

  /** The same list or settings in the other environment; one object has no twin there. */
  public String elsewhere(Environment other) {
    String here = at("/");
    String below = path.startsWith(here + "/") ? path.substring(here.length()) : "/";
    int depth = below.startsWith("/settings/") ? 3 : 2;
    String[] segments = below.split("/", -1);
    String list =
        String.join("/", java.util.Arrays.copyOf(segments, Math.min(depth, segments.length)));
    boolean gone = list.equals("/sandbox") && other == Environment.LIVE;
    return in(other, list.isEmpty() || gone ? "/" : list);
  }

  public boolean isSandbox() {
    return environment == Environment.SANDBOX;
  }

  /** Whether the person may do this here. */
  public boolean may(Permission permission) {
    return membership.map(one -> one.role().may(permission, environment)).orElse(false);
  }
}
