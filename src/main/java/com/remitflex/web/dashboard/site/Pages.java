package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Match;
import com.remitflex.platform.http.api.PathRouter;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of all pages. The address of a page of an account begins with `/dashboard/acc_…/live`
 * or `/dashboard/acc_…/sandbox`, so that a link names its account and environment. Without the
 * account (`/dashboard/live`) it leads to the account that was shown last.
 */
public final class Pages {
  public static final String ROOT = "/dashboard";
  private static final String ENVIRONMENT = "{environment}";

  /** The address of a page that names its account. */
  private static final Pattern ACCOUNT = Pattern.compile(ROOT + "/(acc_[0-9A-Z]{26})((?:/[^?]*)?)");

  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.-]{1,200}");

  private final List<Row> rows = new ArrayList<>();
  private final PathRouter<Target> router = new PathRouter<>();

  /** Who may use a page. */
  public enum Door {
    ANYONE,
    /** Someone who has entered the password of this site and must still enter a code. */
    HALF_SIGNED_IN,
    /** An operator who is signed in to the operator console. */
    OPERATOR,
    /** A user who is signed in and has not confirmed the email address. */
    UNCONFIRMED,
    SIGNED_IN,
    /** A member whose role in the account has the permission of the row. */
    MEMBER
  }

  /** One row: the page at a method and path, and who may use it. */
  record Row(
      String method,
      String template,
      Door door,
      Optional<Permission> permission,
      Optional<Repeat> repeat,
      Page page) {
    Site site() {
      return Site.of(template);
    }
  }

  /** What the router finds: a page of an account is there once for each environment. */
  private record Target(Row row, Optional<Environment> environment) {}

  /**
   * Adds a page of an account. The path omits `/dashboard/acc_…/live`; `{…}` matches one segment.
   */
  public Pages get(String path, Permission permission, Page page) {
    return member("GET", path, permission, Optional.empty(), page);
  }

  /** Adds the form of a page of an account, and the effect of submitting it again. */
  public Pages post(String path, Permission permission, Repeat repeat, Page page) {
    return member("POST", path, permission, Optional.of(repeat), page);
  }

  private Pages member(
      String method, String path, Permission permission, Optional<Repeat> repeat, Page page) {
    String below = path.equals("/") ? "" : path;
    return add(
        new Row(
            method,
            ROOT + "/" + ENVIRONMENT + below,
            Door.MEMBER,
            Optional.of(permission),
            repeat,
            page));
  }

  /** Adds a page that belongs to no account. The path omits `/dashboard`. */
  public Pages on(String method, String path, Door door, Page page) {
    return on(Site.DASHBOARD, method, path, door, page);
  }

  /** Adds a page of a site that belongs to no account. The path omits the root of the site. */
  public Pages on(Site site, String method, String path, Door door, Page page) {
    return add(new Row(method, site.root() + path, door, Optional.empty(), Optional.empty(), page));
  }

  /** Adds the form of a page of no account, and the effect of submitting it again. */
  public Pages post(String path, Door door, Repeat repeat, Page page) {
    return post(Site.DASHBOARD, path, door, repeat, page);
  }

  /** Adds the form of a page of a site, and the effect of submitting it again. */
  public Pages post(Site site, String path, Door door, Repeat repeat, Page page) {
    return add(
        new Row("POST", site.root() + path, door, Optional.empty(), Optional.of(repeat), page));
  }

  private Pages add(Row row) {
    if (rows.stream()
        .anyMatch(
            one -> one.method().equals(row.method()) && one.template().equals(row.template()))) {
      throw new IllegalStateException("two pages at " + row.method() + " " + row.template());
    }
    rows.add(row);
    if (row.door() == Door.MEMBER) {
      for (Environment environment : Environment.values()) {
        String template = row.template().replace(ENVIRONMENT, environment.word());
        router.add(row.method(), template, new Target(row, Optional.of(environment)));
      }
    } else {
      router.add(row.method(), row.template(), new Target(row, Optional.empty()));
    }
    return this;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /**
   * A page of the table, as the address of a request names it.
   *
   * @param environment of a page of an account; empty for other pages
   * @param account ID of the account that the address names
   */
  record Found(
      Row row,
      Optional<Environment> environment,
      Optional<String> account,
      Map<String, String> parameters) {}

  /**
   * Finds the page of a path, which may begin with an account.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND, METHOD_NOT_ALLOWED
   */
  Found require(String method, String path) {
    Matcher address = ACCOUNT.matcher(path);
    Optional<String> account = address.matches() ? Optional.of(address.group(1)) : Optional.empty();
    Match<Target> match = router.find(method, account.isPresent() ? ROOT + address.group(2) : path);
    return switch (match) {
      case Match.Found<Target>(Target target, Map<String, String> parameters)
          when fits(target, account, parameters) ->
          new Found(target.row(), target.environment(), account, parameters);
      case Match.WrongMethod<Target> wrong ->
          throw ApiError.wrongMethod(wrong.allowed()).exception();
      case Match.Found<Target> other -> throw notFound();
      case Match.NotFound<Target> none -> throw notFound();
    };
  }

  /** Whether the address may name an account, if it does, and names its objects by IDs. */
  private static boolean fits(
      Target target, Optional<String> account, Map<String, String> parameters) {
    return (account.isEmpty() || target.row().door() == Door.MEMBER)
        && parameters.values().stream().allMatch(one -> PARAMETER.matcher(one).matches());
  }

  private static RuntimeException notFound() {
    return ApiError.of(ErrorCode.NOT_FOUND, "There is no page at this address.").exception();
  }
}
