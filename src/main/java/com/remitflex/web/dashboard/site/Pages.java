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
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * THE table of pages. What belongs to an account stands below `/dashboard/acc_…/live` or
 * `/dashboard/acc_…/sandbox`, so that a link names the account and the environment that it means.
 * Without the account (`/dashboard/live`) it leads to the account that was shown last.
 */
public final class Pages {
  public static final String ROOT = "/dashboard";
  private static final String ENVIRONMENT = "{environment}";

  /** The account comes first in the address of its pages. */
  private static final Pattern ACCOUNT = Pattern.compile(ROOT + "/(acc_[0-9A-Z]{26})((?:/[^?]*)?)");

  private final List<Row> rows = new ArrayList<>();

  /** Who may come in. */
  public enum Door {
    ANYONE,
    /** Whose password was right, and whose code is still asked for. */
    HALF_SIGNED_IN,
    /** Who is signed in, and has not proved to own the address of the login. */
    UNCONFIRMED,
    SIGNED_IN,
    /** Who has the row's permission in the chosen account. */
    MEMBER
  }

  /** One row: what a method and a path lead to, and who may. */
  record Row(
      String method,
      String template,
      Door door,
      Optional<Permission> permission,
      Optional<Repeat> repeat,
      Page page) {}

  /**
   * A page of an account; the path is without `/dashboard/acc_…/live`, and `{…}` is one segment.
   */
  public Pages get(String path, Permission permission, Page page) {
    return member("GET", path, permission, Optional.empty(), page);
  }

  /** What a form of an account's page does, and what its repetition does. */
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

  /** A page of no account; the path is without `/dashboard`. */
  public Pages on(String method, String path, Door door, Page page) {
    return add(new Row(method, ROOT + path, door, Optional.empty(), Optional.empty(), page));
  }

  /** What a form of a page of no account does, and what its repetition does. */
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

  /** What a request leads to. */
  sealed interface Match {
    /**
     * A row of the table.
     *
     * @param account that the address names
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

  /** The row of a path; that of an account's page may begin with the account. */
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
      Optional<Map<String, String>> parameters = fit(row.template(), segments);
      if (parameters.isPresent() && row.method().equals(method)) {
        // A row that names the whole path comes before one that has a parameter there.
        if (best.isEmpty() || parameters.get().size() < best.get().parameters().size()) {
          best = Optional.of(new Match.Found(row, parameters.get(), account));
        }
      } else if (parameters.isPresent()) {
        allowed.add(row.method());
        if (row.method().equals("GET")) {
          allowed.add("HEAD");
        }
      }
    }
    if (best.isPresent()) {
      return best.get();
    }
    return allowed.isEmpty()
        ? new Match.Nothing()
        : new Match.WrongMethod(String.join(", ", allowed));
  }

  private static Optional<Map<String, String>> fit(String template, List<String> segments) {
    String[] wanted = template.split("/", -1);
    if (wanted.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      String segment = segments.get(i);
      if (wanted[i].equals(ENVIRONMENT) && Environment.find(segment).isEmpty()) {
        return Optional.empty();
      } else if (wanted[i].startsWith("{")) {
        if (!segment.matches("[A-Za-z0-9_.-]{1,200}")) {
          return Optional.empty();
        }
        parameters.put(wanted[i].substring(1, wanted[i].length() - 1), segment);
      } else if (!wanted[i].equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }
}
