package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.members.people.Person;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Site;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The data around the content of a page: title, navigation and user.
 *
 * @param path of the page, to mark it in the navigation
 * @param person the user who is signed in; absent before sign-in
 * @param membership the user's role in the account of the page; absent before sign-in
 * @param base the address of the account's pages, without the environment
 * @param tokens creates the token of each form
 * @param flash the message of the previous step; empty if there is none
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
  private static final int MAX_IN_NAVIGATION = 25;

  /** Creates a token. Each form has its own, because each form takes effect once. */
  public String csrf() {
    return tokens.get();
  }

  /** Whether the page belongs to the operator console. */
  public boolean isOfConsole() {
    return Site.of(path) == Site.CONSOLE;
  }

  /** The address of a page of the account, in the environment of this page. */
  public String at(String page) {
    return in(environment, page);
  }

  /** The address of a page of the account, in the given environment. */
  public String in(Environment other, String page) {
    return base + "/" + other.word() + (page.equals("/") ? "" : page);
  }

  /** Whether this page is the given page or one below it. */
  public boolean isIn(String page) {
    String address = at(page);
    return path.equals(address) || (!page.equals("/") && path.startsWith(address + "/"));
  }

  /** The section of a page that is not the first page of its section. */
  public Optional<Section> parent() {
    return Arrays.stream(Section.values())
        .filter(section -> isIn(section.path()) && !path.equals(at(section.path())))
        .findFirst();
  }

  /** The same list or settings in the other environment. Objects exist in one environment only. */
  public String sameIn(Environment other) {
    String here = at("/");
    String below = path.startsWith(here + "/") ? path.substring(here.length()) : "/";
    int depth = below.startsWith("/settings/") ? 3 : 2;
    String[] segments = below.split("/", -1);
    String list = String.join("/", Arrays.copyOf(segments, Math.min(depth, segments.length)));
    boolean isMissing = list.equals("/sandbox") && other == Environment.LIVE;
    return in(other, list.isEmpty() || isMissing ? "/" : list);
  }

  /** Whether the user is a member of more accounts than the navigation lists. */
  public boolean hasManyAccounts() {
    return memberships.size() > MAX_IN_NAVIGATION;
  }

  public boolean isSandbox() {
    return environment == Environment.SANDBOX;
  }

  /** Whether the user may do this in the account and environment of the page. */
  public boolean may(Permission permission) {
    return membership.map(one -> one.role().may(permission, environment)).orElse(false);
  }
}
