package com.remitflex.dashboard;

import com.remitflex.ids.Environment;
import com.remitflex.people.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * THE table of pages. What belongs to an account stands below `/dashboard/live` or
 * `/dashboard/sandbox`, so that a link says which of the two it means.
 */
public final class Pages {
  static final String ROOT = "/dashboard";
  private static final String ENVIRONMENT = "{environment}";

  private final List<Row> rows = new ArrayList<>();

  /** Who may come in. */
  enum Door {
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
      String method, String template, Door door, Optional<Permission> permission, Page page) {}

  /** A page of an account; the path is without `/dashboard/live`, and `{…}` is one segment. */
  public Pages get(String path, Permission permission, Page page) {
    return member("GET", path, permission, page);
  }

  /** What a form of an account's page does. */
  public Pages post(String path, Permission permission, Page page) {
    return member("POST", path, permission, page);
  }

  private Pages member(String method, String path, Permission permission, Page page) {
    String below = path.equals("/") ? "" : path;
    return add(
        new Row(
            method, ROOT + "/" + ENVIRONMENT + below, Door.MEMBER, Optional.of(permission), page));
  }

  /** A page of no account; the path is without `/dashboard`. */
  Pages on(String method, String path, Door door, Page page) {
    return add(new Row(method, ROOT + path, door, Optional.empty(), page));
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
    record Found(Row row, Map<String, String> parameters) implements Match {
      Optional<Environment> environment() {
        return Optional.ofNullable(parameters.get("environment")).flatMap(Environment::find);
      }
    }

    record WrongMethod() implements Match {}

    record Nothing() implements Match {}
  }

  Match find(String method, String path) {
    List<String> segments = Arrays.asList(path.split("/", -1));
    boolean elsewhere = false;
    Optional<Match.Found> best = Optional.empty();
    for (Row row : rows) {
      Optional<Map<String, String>> parameters = fit(row.template(), segments);
      if (parameters.isPresent() && row.method().equals(method)) {
        // A row that names the whole path comes before one that has a parameter there.
        if (best.isEmpty() || parameters.get().size() < best.get().parameters().size()) {
          best = Optional.of(new Match.Found(row, parameters.get()));
        }
      } else if (parameters.isPresent()) {
        elsewhere = true;
      }
    }
    if (best.isPresent()) {
      return best.get();
    }
    return elsewhere ? new Match.WrongMethod() : new Match.Nothing();
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
