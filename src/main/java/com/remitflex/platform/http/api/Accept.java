package com.remitflex.platform.http.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The media types that a client accepts, with their weights (RFC 9110, 12.5.1). */
final class Accept {
  private static final Pattern WEIGHT =
      Pattern.compile("[qQ]=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)");

  private final List<Range> ranges = new ArrayList<>();

  /** One element of the header. */
  private record Range(String type, double weight, int position) {
    boolean covers(String mediaType) {
      return specificity() == 0
          || type.equals(mediaType)
          || (specificity() == 1 && mediaType.startsWith(type.substring(0, type.length() - 1)));
    }

    /** How specific the range is: 0 for any type, 1 for a group of types, 2 for one type. */
    int specificity() {
      if (type.equals("*/*")) {
        return 0;
      }
      return type.endsWith("/*") ? 1 : 2;
    }
  }

  /** Reads the header lines; malformed elements are ignored. */
  Accept(List<String> lines) {
    for (String line : lines) {
      for (String element : line.split(",", -1)) {
        range(element).ifPresent(ranges::add);
      }
    }
  }

  private Optional<Range> range(String element) {
    String[] parts = element.strip().split("\\s*;\\s*", -1);
    double weight = 1;
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].regionMatches(true, 0, "q=", 0, 2)) {
        Matcher matcher = WEIGHT.matcher(parts[i]);
        if (!matcher.matches()) {
          return Optional.empty();
        }
        weight = Double.parseDouble(matcher.group(1));
        break;
      }
    }
    String type = parts[0].toLowerCase(Locale.ROOT);
    return type.indexOf('/') > 0
        ? Optional.of(new Range(type, weight, ranges.size()))
        : Optional.empty();
  }

  /**
   * The offered media type that the client prefers: by weight, then by how specifically it is
   * named, then by its position in the header. The first offered one if the client accepts none of
   * them.
   */
  String best(List<String> offered) {
    Comparator<Range> better =
        Comparator.comparingDouble(Range::weight)
            .thenComparingInt(Range::specificity)
            .thenComparing(Comparator.comparingInt(Range::position).reversed());
    String best = offered.getFirst();
    Optional<Range> by = Optional.empty();
    for (String type : offered) {
      Optional<Range> range =
          ranges.stream()
              .filter(one -> one.covers(type))
              .max(Comparator.comparingInt(Range::specificity))
              .filter(one -> one.weight() > 0);
      if (range.isPresent() && (by.isEmpty() || better.compare(range.get(), by.get()) > 0)) {
        best = type;
        by = range;
      }
    }
    return best;
  }
}
