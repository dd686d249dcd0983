package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Repeat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  /** Who may use a page. */
  public enum Door {
    ANYONE,
    /** A user who has entered the password and must still enter a code. */
    HALF_SIGNED_IN,
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
      Page page) {}

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
    return add(new Row(method, ROOT + path, door, Optional.empty(), Optional.empty(), page));
  }

  /** Adds the form of a page of no account, and the effect of submitting it again. */
  public Pages post(String path, Door door, Repeat repeat, Page page) {
    return add(new Row("POST", ROOT + path, door, Optional.empty(), Optional.of(repeat), page));
  }

  private Pages add(Row row) {
    if (rows.stream()
        .anyMatch(
            one -> one.method().equals(row.method()) && one.template().equals(row.template()))) {
      throw new IllegalStateException("two pages at " + row.method() + " " + row.template());
    }
    rows.add(row);
    return this;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  /** The result of looking up a request. */
  sealed interface Match {
    /**
     * A row of the table.
     *
     * @param account ID of the account that the address names
     */
    record Found(Row row, Map<String, String> parameters, Optional<String> account)
        implements Match {
      Optional<Environment> environment() {
        return Optional.ofNullable(parameters.get("environment")).flatMap(Environment::find);
      }
    }

    record WrongMethod(String allowed) implements Match {}

    record Nothing() implements Match {}
  }

  /** Finds the row of a path, which may begin with an account. */
  Match find(String method, String path) {
    Matcher account = ACCOUNT.matcher(path);
    if (!account.matches()) {
      return find(method, path, Optional.empty());
    }
    return switch (find(method, ROOT + account.group(2), Optional.of(account.group(1)))) {
      case Match.Found found when found.row().door() != Door.MEMBER -> new Match.Nothing();
      case Match match -> match;
    };
  }

  private Match find(String method, String path, Optional<String> account) {
    List<String> segments = Arrays.asList(path.split("/", -1));
    TreeSet<String> allowed = new TreeSet<>();
    Optional<Match.Found> best = Optional.empty();
    for (Row row : rows) {
      Optional<Map<String, String>> parameters = match(row.template(), segments);
      if (parameters.isPresent() && row.method().equals(method)) {
        // A row without parameters comes before a row that has a parameter in the same place.
        if (best.isEmpty() || parameters.get().size() < best.get().parameters().size()) {
          best = Optional.of(new Match.Found(row, parameters.get(), account));
        }
      } else if (parameters.isPresent()) {
        allowed.addAll(row.method().equals("GET") ? List.of("GET", "HEAD") : List.of(row.method()));
      }
    }
    return best.<Match>map(found -> found).orElseGet(() -> notFound(allowed));
  }

  private static Match notFound(Set<String> allowed) {
    return allowed.isEmpty()
        ? new Match.Nothing()
        : new Match.WrongMethod(String.join(", ", allowed));
  }

  /** The parameters of a path that fits the template; empty if it does not. */
  private static Optional<Map<String, String>> match(String template, List<String> segments) {
    String[] expected = template.split("/", -1);
    if (expected.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < expected.length; i++) {
      if (!fits(expected[i], segments.get(i))) {
        return Optional.empty();
      }
      if (expected[i].startsWith("{")) {
        parameters.put(expected[i].substring(1, expected[i].length() - 1), segments.get(i));
      }
    }
    return Optional.of(parameters);
  }

  private static boolean fits(String expected, String segment) {
    if (expected.equals(ENVIRONMENT)) {
      return Environment.find(segment).isPresent();
    }
    return expected.startsWith("{")
        ? PARAMETER.matcher(segment).matches()
        : expected.equals(segment);
  }
}
