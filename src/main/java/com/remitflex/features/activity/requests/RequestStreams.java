package com.remitflex.features.activity.requests;

import com.remitflex.features.activity.requests.RequestStore.Order;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.ResponseHeader;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The history of a key as a stream: exported as a whole, or followed while it is written. Read page
 * by page, with no connection held in between.
 */
final class RequestStreams {
  private static final String EVENTS = "text/event-stream";
  private static final String CSV = "text/csv";
  private static final String LINES = "application/x-ndjson";
  private static final List<String> TYPES = List.of("application/json", CSV, LINES, EVENTS);

  private static final String LAST_EVENT = "Last-Event-ID";
  private static final int PAGE = 1_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final Database database;
  private final DatabaseClock clock;
  private final Duration kept;
  private final RequestFeeds feeds;
  private final OpenStreams open = OpenStreams.ofAccounts();

  RequestStreams(Database database, DatabaseClock clock, Duration kept, RequestFeeds feeds) {
    this.database = database;
    this.feeds = feeds;
    this.clock = clock;
    this.kept = kept;
  }

  /** Whether the caller asks for a stream. */
  static boolean isAsked(ApiRequest call) {
    return !call.preferred(TYPES).equals(TYPES.getFirst());
  }

  /**
   * The stream that the caller asks for.
   *
   * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED: too many are open
   */
  Response reply(ApiRequest call, ApiKey key, RequestFilter filter, Order order) {
    String lastEvent = call.header(LAST_EVENT).orElse("");
    // A canary's history stands with its owner's; its streams must not take the owner's places.
    String owner = call.principal().owner().accountId();
    OpenStreams.Slot slot = open.take(key.accountId());
    String type = call.preferred(TYPES);
    if (type.equals(EVENTS)) {
      return Response.streaming(
          EVENTS,
          (out, goesOn) -> {
            try (slot;
                LiveTail tail =
                    feeds.follow(
                        Whose.keys(owner, List.of(key.id())),
                        filter,
                        start(owner, key, filter, lastEvent))) {
              slot.begin();
              follow(out, goesOn, tail);
            }
          });
    }
    boolean csv = type.equals(CSV);
    Response.Stream export =
        csv
            ? Export.csv(RequestCsv.HEADER, pages(owner, key, filter, order, RequestCsv::line))
            : Export.jsonLines(
                pages(owner, key, filter, order, one -> Json.text(RequestJson.object(one)) + "\n"));
    String file = "requests-" + key.id() + (csv ? ".csv" : ".ndjson");
    return Response.streaming(
            csv ? Csv.CONTENT_TYPE : LINES,
            (out, goesOn) -> {
              try (slot) {
                slot.begin();
                export.write(out, goesOn);
              }
            })
        .with(
            Map.of(
                ResponseHeader.CONTENT_DISPOSITION.text(),
                "attachment; filename=\"" + file + "\""));
  }

  private static Writer writer(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  private Export.Pages pages(
      String owner,
      ApiKey key,
      RequestFilter filter,
      Order order,
      Function<LoggedRequest, String> line) {
    Instant now = clock.now();
    AtomicReference<Optional<Position>> from = new AtomicReference<>(Optional.empty());
    return to -> {
      RequestStore.Found found =
          database.with(handle ->
              new RequestStore(handle, owner, List.of(key.id()), filter)
                  .find(order, from.get(), PAGE, now.minus(kept), now));
      List<LoggedRequest> page = found.requests();
      for (LoggedRequest request : page) {
        to.write(line.apply(request));
      }
      from.set(
          page.size() < PAGE
              ? found.searchedTo()
              : Optional.of(new Position(page.getLast().at(), page.getLast().number())));
      return from.get().isPresent();
    };
  }

  private static void follow(OutputStream to, BooleanSupplier goesOn, LiveTail tail)
      throws IOException {
    Writer out = writer(to);
    out.write("retry: 2000\n\n");
    out.flush();
    long saidNanos = System.nanoTime();
    while (goesOn.getAsBoolean()) {
      List<LoggedRequest> news = next(tail);
      boolean quiet = System.nanoTime() - saidNanos > QUIET.toNanos();
      if (news.isEmpty() && !quiet) {
        continue;
      }
      // Asked again: the key may have been revoked while the history was read.
      if (!goesOn.getAsBoolean()) {
        return;
      }
      for (LoggedRequest request : news) {
        out.write(
            "id: " + request.id() + "\ndata: " + Json.text(RequestJson.object(request)) + "\n\n");
      }
      if (news.isEmpty()) {
        out.write(": nothing new\n\n");
      }
      out.flush();
      saidNanos = System.nanoTime();
    }
  }

  /** Where to begin: with a time that is asked for, after what was sent last, or now (empty). */
  private Optional<Instant> start(
      String owner, ApiKey key, RequestFilter filter, String lastEvent) {
    boolean comesBack = IdPrefix.REQUEST.matches(lastEvent);
    if (!comesBack && filter.createdAfter().isEmpty()) {
      return Optional.empty();
    }
    return database.with(handle -> {
      Instant now = DatabaseClock.read(handle);
      Instant oldest = now.minus(kept);
      Instant start = filter.createdAfter().orElse(now);
      if (comesBack) {
        RequestStore one =
            new RequestStore(handle, owner, List.of(key.id()), RequestFilter.of(lastEvent));
        // What was written late before the break was not sent: some come twice, but none is lost.
        start =
            one.find(Order.NEWEST_FIRST, Optional.empty(), 1, oldest, now).requests().stream()
                .findFirst()
                .map(sent -> sent.at().minus(RequestTail.LATEST))
                .orElse(start);
      }
      return Optional.of(start.isBefore(oldest) ? oldest : start);
    });
  }

  /** What is new; a stream that misses some is broken off, for its client to begin again. */
  private static List<LoggedRequest> next(LiveTail tail) throws IOException {
    if (tail.isIncomplete()) {
      throw new IOException("the client reads too slowly");
    }
    try {
      return tail.next(LOOK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
  }
}
