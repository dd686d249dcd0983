package com.remitflex.web.dashboard.site;

import com.remitflex.platform.database.lists.PageQuery;
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
import java.util.function.BiFunction;
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

  /**
   * What a list page shows.
   *
   * @param found the rows; empty if a filter was rejected
   * @param error the error of the rejected filter; empty if none was rejected
   */
  public record Listing<T>(T found, String error) {
    /** The HTTP status of the page. */
    public int status() {
      return error.isEmpty() ? 200 : ErrorCode.VALIDATION_ERROR.status();
    }
  }

  /**
   * Reads this page of the list. A rejected filter is shown on the page.
   *
   * @param empty what is shown if a filter is rejected
   */
  public <T> Listing<T> read(int pageSize, T empty, BiFunction<Query, PageQuery, T> list) {
    try {
      return new Listing<>(list.apply(query(), PageQuery.newest(from(), pageSize)), "");
    } catch (ApiException e) {
      return new Listing<>(empty, message(e.error()));
    }
  }

  /** The error of a rejected filter, with the name of the filter. */
  private static String message(ApiError error) {
    return error
        .field()
        .map(field -> Labels.words(field) + ": " + error.message())
        .orElse(error.message());
  }

  /**
   * The position after which this page of the list begins; empty on the first page.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  private Optional<Position> from() {
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
