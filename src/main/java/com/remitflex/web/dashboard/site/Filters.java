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

/** The filters in the address of a list page, and the addresses of its other pages. */
public final class Filters {
  private static final String POSITION = "[0-9]{1,14}\\.-?[0-9]{1,18}";

  private final PageRequest request;
  private final List<String> names;

  /**
   * The filters of this request.
   *
   * @param names of the filters that the list has
   */
  public Filters(PageRequest request, List<String> names) {
    this.request = request;
    this.names = names;
  }

  /** A filter that is set. The address `without` shows the list without it. */
  public record Chip(String name, String value, String without) {
    public String label() {
      return Labels.words(name);
    }
  }

  /** The filters that are set. */
  public List<Chip> chips() {
    return names.stream()
        .flatMap(name ->
            request.query().find(name).stream()
                .map(value -> new Chip(name, value, "?" + text(one -> !one.equals(name)))))
        .toList();
  }

  /** The filters that are set, as a query string. */
  public String text() {
    return text(name -> true);
  }

  private String text(Predicate<String> included) {
    return names.stream()
        .filter(included)
        .flatMap(name ->
            request.query().find(name).stream()
                .map(value -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
        .collect(Collectors.joining("&"));
  }

  /** The filters that are set, as the query of a service. */
  public Query query() {
    Map<String, String> values = new LinkedHashMap<>();
    names.forEach(name -> request.query().find(name).ifPresent(value -> values.put(name, value)));
    return Query.of(values);
  }

  /** The error of a rejected filter, with the name of the filter. */
  public static String message(ApiException rejection) {
    ApiError error = rejection.error();
    return error
        .field()
        .map(field -> Labels.words(field) + ": " + error.message())
        .orElse(error.message());
  }

  /** The HTTP status of a list page with this error; an empty error is none. */
  public static int status(String error) {
    return error.isEmpty() ? 200 : ErrorCode.VALIDATION_ERROR.status();
  }

  /**
   * The position after which this page of the list begins; empty on the first page.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  public Optional<Position> from() {
    Optional<String> at = request.query().find("at");
    if (at.filter(text -> !text.matches(POSITION)).isPresent()) {
      throw Query.error("at", "Must be the value from a link to the next page.");
    }
    return at.map(text -> text.split("\\.", 2))
        .map(parts ->
            new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), Long.parseLong(parts[1])));
  }

  /** The address of the page after this position; empty if there is no position. */
  public String next(Optional<Position> last) {
    return last.map(
            position -> next("at", position.createdAt().toEpochMilli() + "." + position.number()))
        .orElse("");
  }

  /** The address of the page that begins at this value of this parameter. */
  public String next(String parameter, String value) {
    return "?" + (text().isEmpty() ? "" : text() + "&") + parameter + "=" + value;
  }

  /** The address of the first page; empty if this is the first page. */
  public String first() {
    boolean isFirst =
        request.query().find("at").isEmpty() && request.query().find("after").isEmpty();
    return isFirst ? "" : "?" + text();
  }
}
