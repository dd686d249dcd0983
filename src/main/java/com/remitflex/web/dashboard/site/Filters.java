package com.remitflex.web.dashboard.site;

import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The filters in the address of a list page, and the addresses of its other pages. */
public final class Filters {
  /** The fields with which a person chooses days in UTC, and the filters that they set. */
  private static final Map<String, String> DAYS =
      Map.of("from", "created_after", "to", "created_before");

  private static final Pattern DAY = Pattern.compile("[12][0-9]{3}-[0-9]{2}-[0-9]{2}");
  private static final String SEARCH = "q";
  private static final String POSITION = "[0-9]{1,14}\\.-?[0-9]{1,18}";

  private final PageRequest request;
  private final List<String> names;

  /**
   * The filters of this request.
   *
   * @param names of the filters that the list has; a list that is filtered by time has fields for
   *     days too
   */
  public Filters(PageRequest request, List<String> names) {
    this.request = request;
    this.names =
        names.containsAll(DAYS.values())
            ? Stream.concat(names.stream(), Stream.of("from", "to")).toList()
            : names;
  }

  /** A filter that is set. The address `without` shows the list without it. */
  public record Chip(String name, String value, String without) {
    private static final Set<String> CHOICES = Set.of("status", "type", "kind", "network");
    private static final Pattern WORD = Pattern.compile("[a-z]+(?:_[a-z]+)*");

    public String label() {
      return name.equals(SEARCH) ? "Search" : Labels.label(name);
    }

    /** The value as the list shows it. */
    public String shown() {
      return CHOICES.contains(name) && WORD.matcher(value).matches() ? Labels.label(value) : value;
    }

    /** Whether it stays when another filter is set; a search is in a field of the form. */
    public boolean isKept() {
      return !name.equals(SEARCH);
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

  /**
   * The filters that are set, as the query of a service.
   *
   * @throws ApiException VALIDATION_ERROR for a day that is not a date
   */
  public Query query() {
    Map<String, String> values = new LinkedHashMap<>();
    names.forEach(name -> request.query().find(name).ifPresent(value -> values.put(name, value)));
    DAYS.forEach((name, filter) ->
        Optional.ofNullable(values.remove(name))
            .ifPresent(day -> values.put(filter, start(name, day.strip()))));
    return Query.of(values);
  }

  /** When the first day begins, or the last day has ended. */
  private static String start(String name, String value) {
    try {
      if (DAY.matcher(value).matches()) {
        LocalDate day = LocalDate.parse(value);
        LocalDate first = name.equals("to") ? day.plusDays(1) : day;
        return Json.time(first.atStartOfDay(ZoneOffset.UTC).toInstant());
      }
    } catch (DateTimeParseException e) {
      // A day that no month has is rejected like any other text.
    }
    throw Query.error(name, "Must be a date in YYYY-MM-DD format, for example 2027-01-31.");
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
        .map(field -> Labels.label(field) + ": " + error.message())
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
