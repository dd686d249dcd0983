package com.remitflex.platform.net;

import java.util.ArrayList;
import java.util.List;

/**
 * The hops in a header of a proxy, in order: canonical addresses, and {@link Address#UNKNOWN} for
 * each unreadable one. Empty elements of the list are skipped (RFC 9110, 5.6.1).
 */
public final class ForwardedHops {
  private static final List<String> UNREADABLE = List.of(Address.UNKNOWN);

  private ForwardedHops() {}

  /** The hops of one line of X-Forwarded-For. */
  public static List<String> ofForwardedFor(String line) {
    return List.of(line.split(",", -1)).stream()
        .filter(element -> !element.isBlank())
        .map(Address::ofHop)
        .toList();
  }

  /**
   * The hops of one line of Forwarded (RFC 7239): the `for` of each element. An element without
   * `for`, or with two, is unreadable. So is a line with unpaired quotes, because it is unclear
   * where its elements end.
   */
  public static List<String> ofForwarded(String line) {
    List<String> hops = new ArrayList<>();
    for (String element : split(line, ',')) {
      if (!element.isBlank()) {
        hops.add(hop(element));
      }
    }
    return isPaired(line) ? List.copyOf(hops) : UNREADABLE;
  }

  /** Whether one line of Forwarded says that the client used plain HTTP: its first `proto`. */
  public static boolean reportsPlainHttp(String line) {
    return split(line, ',').stream()
        .flatMap(element -> values(element, "proto").stream())
        .findFirst()
        .filter(scheme -> plain(scheme).replace("\"", "").equalsIgnoreCase("http"))
        .isPresent();
  }

  private static String hop(String element) {
    boolean isUnreadable =
        split(element, ';').stream().anyMatch(pair -> !pair.isBlank() && pair.indexOf('=') <= 0);
    List<String> nodes = values(element, "for");
    return nodes.size() == 1 && !isUnreadable
        ? Address.ofHop(plain(nodes.getFirst()))
        : Address.UNKNOWN;
  }

  /** The values that an element gives this parameter. */
  private static List<String> values(String element, String parameter) {
    List<String> values = new ArrayList<>();
    for (String pair : split(element, ';')) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(parameter)) {
        values.add(pair.substring(equals + 1).strip());
      }
    }
    return values;
  }

  /** Removes the backslashes of a quoted string (RFC 9110, 5.6.4). */
  private static String plain(String value) {
    return value.startsWith("\"") ? value.replaceAll("\\\\(.)", "$1") : value;
  }

  /** Splits at each separator outside of quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /**
   * Whether every quoted string starts after an equals sign, is closed, and is a complete value.
   */
  private static boolean isPaired(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        if (quoted ? !endsValue(line, i + 1) : !beginsValue(line, i)) {
          return false;
        }
        quoted = !quoted;
      }
    }
    return !quoted;
  }

  private static boolean beginsValue(String line, int quote) {
    return quote > 0 && line.charAt(quote - 1) == '=';
  }

  private static boolean endsValue(String line, int end) {
    int next = end;
    while (next < line.length() && (line.charAt(next) == ' ' || line.charAt(next) == '\t')) {
      next++;
    }
    return next == line.length() || line.charAt(next) == ',' || line.charAt(next) == ';';
  }
}
