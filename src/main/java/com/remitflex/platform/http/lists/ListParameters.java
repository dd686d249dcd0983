package com.remitflex.platform.http.lists;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The query parameters that every list of the API takes: `limit`, `order` and `cursor`. */
public final class ListParameters {
  private static final Set<String> NAMES = Set.of("limit", "order", "cursor");
  private static final String NEWEST_FIRST = "desc";
  private static final String OLDEST_FIRST = "asc";
  private static final int MAX_LIMIT = 100;
  private static final int DEFAULT_LIMIT = 20;

  private final int limit;
  private final String direction;
  private final Optional<String> cursor;

  private ListParameters(int limit, String direction, Optional<String> cursor) {
    this.limit = limit;
    this.direction = direction;
    this.cursor = cursor;
  }

  /**
   * Reads `limit` and `order`, and rejects parameters that the list does not take.
   *
   * @param filters names of the list's own parameters
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static ListParameters read(Query query, Set<String> filters) {
    query.allow(
        Stream.concat(NAMES.stream(), filters.stream()).collect(Collectors.toUnmodifiableSet()));
    return new ListParameters(
        query.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT), direction(query), query.find("cursor"));
  }

  /**
   * The direction of an export, which has no pages.
   *
   * @param filters names of the export's own parameters
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static Order exportOrder(Query query, Set<String> filters) {
    query.allow(
        Stream.concat(Stream.of("order"), filters.stream())
            .collect(Collectors.toUnmodifiableSet()));
    return order(direction(query));
  }

  private static String direction(Query query) {
    return query.word("order", List.of(NEWEST_FIRST, OLDEST_FIRST));
  }

  private static Order order(String direction) {
    return direction.equals(OLDEST_FIRST) ? Order.OLDEST_FIRST : Order.NEWEST_FIRST;
  }

  public Order order() {
    return order(direction);
  }

  /**
   * The list that these parameters ask a page of.
   *
   * @param name of the list, with its account and environment
   * @param filter the list's filter, in text: a cursor is valid only for the same one
   */
  public PagedList of(Cursors cursors, String name, String filter, Instant now) {
    return new PagedList(cursors, name + " " + direction + " " + filter, now);
  }

  /** A list whose pages cursors lead to. */
  public final class PagedList {
    private final Cursors cursors;
    private final String name;
    private final Instant now;

    private PagedList(Cursors cursors, String name, Instant now) {
      this.cursors = cursors;
      this.name = name;
      this.now = now;
    }

    /**
     * Which page to read.
     *
     * @throws com.remitflex.platform.errors.ApiException INVALID_CURSOR
     */
    public PageQuery query() {
      return new PageQuery(order(), cursor.map(text -> cursors.decode(name, text, now)), limit);
    }

    /** The response with this page, without the number of all objects. */
    public Response response(Page<ObjectNode> page) {
      return response(page, JsonWriter::node);
    }

    /**
     * As {@link #response(Page)}, of objects without a tree.
     *
     * @param write writes one object
     */
    public <T> Response response(Page<T> page, BiConsumer<JsonWriter, T> write) {
      return response(page, write, Optional.empty());
    }

    /**
     * The response with this page, and with the number of all objects.
     *
     * @param write writes one object
     */
    public <T> Response response(CountedPage<T> page, BiConsumer<JsonWriter, T> write) {
      return response(page.page(), write, Optional.of(page.total()));
    }

    private <T> Response response(
        Page<T> page, BiConsumer<JsonWriter, T> write, Optional<Long> total) {
      return Response.json(
          200,
          JsonWriter.bytes(out ->
              out.object(() -> {
                out.name("data").array(page.items(), item -> write.accept(out, item));
                out.name("pagination").object(() -> pagination(out, page, total));
              })));
    }

    private void pagination(JsonWriter out, Page<?> page, Optional<Long> total) {
      page.next()
          .ifPresentOrElse(
              position -> out.field("cursor", cursors.encode(name, position, now)),
              () -> out.nullField("cursor"));
      out.field("has_more", page.next().isPresent());
      total.ifPresent(count -> out.field("total", count));
    }
  }
}
