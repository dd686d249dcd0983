package com.remitflex.web.dashboard.site;

import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The filters of a list as its address has them, and the addresses of its other pages. */
public final class Filters {
  private static final String POSITION = "[0-9]{1,14}\\.-?[0-9]{1,18}";

  private final PageRequest visit;
  private final List<String> names;

  /**
   * Those of this visit.
   *
   * @param names which filters the list has
   */
  public Filters(PageRequest visit, List<String> names) {
    this.visit = visit;
    this.names = names;
  }

  /** A filter that is set, and the address of the list without it. */
  public record Chip(String name, String value, String without) {}

  /** One for each filter that is set. */
  public List<Chip> chips() {
    return names.stream()
        .flatMap(name ->
            visit.query().find(name).stream()
                .map(value -> new Chip(name, value, "?" + text(one -> !one.equals(name)))))
        .toList();
  }

  /** A query string of the filters that are set. */
  public String text() {
    return text(name -> true);
  }

  private String text(Predicate<String> wanted) {
    return names.stream()
        .filter(wanted)
        .flatMap(name ->
            visit.query().find(name).stream()
                .map(value -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
        .collect(Collectors.joining("&"));
  }

  /** The filters, to be read as the API reads them. */
  public Query query() {
    Map<String, String> values = new LinkedHashMap<>();
    names.forEach(name -> visit.query().find(name).ifPresent(value -> values.put(name, value)));
    return Query.of(values);
  }

  /** A rejected filter as its page shows it: the name of the filter and what is wrong with it. */
  public static String told(ApiException rejection) {
    ApiError error = rejection.error();
    return error
        .field()
        .map(field -> field.replace('_', ' ') + ": " + error.message())
        .orElse(error.message());
  }

  /** The status of a list whose filters were rejected with this text, or not. */
  public static int status(String fault) {
    return fault.isEmpty() ? 200 : ErrorCode.VALIDATION_ERROR.status();
  }

  /**
   * Where the list goes on, if its address says so.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  public Optional<Position> from() {
    Optional<String> at = visit.query().find("at");
    if (at.filter(text -> !text.matches(POSITION)).isPresent()) {
      throw Query.error("at", "Must be as in the link to the next page.");
    }
    return at.map(text -> text.split("\\.", 2))
        .map(parts ->
            new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), Long.parseLong(parts[1])));
  }

  /** The address of what follows this position; empty when nothing does. */
  public String next(Optional<Position> last) {
    return last.map(
            position -> next("at", position.createdAt().toEpochMilli() + "." + position.number()))
        .orElse("");
  }

  /** The address of the page that this parameter begins. */
  public String next(String parameter, String value) {
    return "?" + (text().isEmpty() ? "" : text() + "&") + parameter + "=" + value;
  }

  /** The address of the first page; empty when this is it. */
  public String first() {
    boolean isFirst = visit.query().find("at").isEmpty() && visit.query().find("after").isEmpty();
    return isFirst ? "" : "?" + text();
  }
}
