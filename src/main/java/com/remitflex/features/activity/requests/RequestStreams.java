package com.remitflex.features.activity.requests;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.text.Csv;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The history of a key as a stream: a complete export, or a live tail. It is read page by page, and
 * no connection to the database is held in between.
 */
final class RequestStreams {
  private static final String CSV = "text/csv";
  private static final String JSON_LINES = "application/x-ndjson";
  private static final List<String> TYPES =
      List.of("application/json", CSV, JSON_LINES, EventStream.CONTENT_TYPE);

  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String RECONNECT_AFTER = "retry: 2000\n\n";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int PAGE = 1_000;

  private final RequestHistory history;
  private final OpenStreams open;

  RequestStreams(RequestHistory history, OpenStreams open) {
    this.history = history;
    this.open = open;
  }

  /** Whether the Accept header asks for a stream. */
  static boolean isRequested(ApiRequest request) {
    return !request.preferred(TYPES).equals(TYPES.getFirst());
  }

  /**
   * The stream that the Accept header asks for.
   *
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED: too many are open
   */
  Response respond(ApiRequest request, ApiKey key, RequestFilter filter, Order order) {
    HistoryScope scope = HistoryScope.key(request.principal().owner().accountId(), key.id());
    // A canary key's history is stored with its owner's, but its streams do not use up the owner's
    // slots.
    OpenStreams.Slot slot = open.take(key.accountId());
    return switch (request.preferred(TYPES)) {
      case EventStream.CONTENT_TYPE ->
          events(slot, scope, filter, request.header(LAST_EVENT_ID).orElse(""));
      case CSV ->
          export(
              slot,
              Csv.CONTENT_TYPE,
              "requests-" + key.id() + ".csv",
              Export.csv(
                  RequestExport.CSV_HEADER, pages(scope, filter, order, RequestExport::csvLine)));
      default ->
          export(
              slot,
              JSON_LINES,
              "requests-" + key.id() + ".ndjson",
              Export.jsonLines(pages(scope, filter, order, RequestExport::jsonLine)));
    };
  }

  private Response events(
      OpenStreams.Slot slot, HistoryScope scope, RequestFilter filter, String lastEventId) {
    EventStream<LoggedRequest> events =
        new EventStream<>(
            RECONNECT_AFTER,
            HEARTBEAT,
            () -> EventStream.NOTHING_NEW,
            () -> true,
            requests -> requests.stream().map(RequestStreams::event).collect(Collectors.joining()));
    return Response.streaming(
        EventStream.CONTENT_TYPE,
        slot.during((out, isOpen) -> {
          try (LiveTail tail = history.resume(scope, filter, lastEventId)) {
            events.send(out, isOpen, tail);
          }
        }));
  }

  private static String event(LoggedRequest request) {
    return "id: " + request.id() + "\ndata: " + RequestExport.jsonLine(request) + "\n";
  }

  private static Response export(
      OpenStreams.Slot slot, String contentType, String fileName, Response.Stream export) {
    return Response.streaming(contentType, slot.during(export))
        .with(
            Map.of(
                ResponseHeader.CONTENT_DISPOSITION.text(),
                "attachment; filename=\"" + fileName + "\""));
  }

  private Export.Pages pages(
      HistoryScope scope, RequestFilter filter, Order order, Function<LoggedRequest, String> line) {
    AtomicReference<PageQuery> next =
        new AtomicReference<>(new PageQuery(order, Optional.empty(), PAGE));
    return out -> {
      Page<LoggedRequest> page = history.list(scope, filter, next.get());
      for (LoggedRequest request : page.items()) {
        out.write(line.apply(request));
      }
      page.next().ifPresent(position -> next.set(next.get().from(position)));
      return page.next().isPresent();
    };
  }
}
