package com.remitflex.web.cli;

import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestExport;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.activity.requests.RequestTail;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `logs`: the history of requests. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = {
      "List the requests of an account's keys, including rejected ones, newest first.",
      "With --follow: print the requests of the last minute, then each new request."
    })
public final class LogsCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final Duration POLL_INTERVAL = Duration.ofMillis(300);

  private final CommandContextFactory contexts;

  @Option(names = "--account", description = "ID of the account (default: the first account).")
  private Optional<String> account = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "ID",
      description = "Only requests of this key (default: all keys).")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--status",
      description = "Only this status, for example 404, or this class, for example 4xx.")
  private Optional<String> status = Optional.empty();

  @Option(names = "--method", description = "Only this HTTP method.")
  private Optional<String> method = Optional.empty();

  @Option(names = "--route", description = "Only this route, for example /v1/payments/{id}.")
  private Optional<String> route = Optional.empty();

  @Option(names = "--ip", description = "Only requests from this IP address.")
  private Optional<String> ip = Optional.empty();

  @Option(names = "--error-code", description = "Only responses with this error code.")
  private Optional<String> errorCode = Optional.empty();

  @Option(names = "--request-id", description = "List only the request with this X-Request-Id.")
  private Optional<String> requestId = Optional.empty();

  @Option(
      names = "--idempotency-key",
      description = "List only requests with this Idempotency-Key.")
  private Optional<String> idempotencyKey = Optional.empty();

  @Option(
      names = "--since",
      description =
          "Only requests from this time on, for example 2026-11-24T00:00:00Z, or of the last 90s,"
              + " 15m, 2h or 7d.")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "Maximum number of requests; 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "Print one line of JSON per request.")
  private boolean json;

  @Option(names = "--csv", description = "Print CSV.")
  private boolean csv;

  @Option(names = "--follow", description = "Print new requests until Ctrl-C.")
  private boolean follow;

  public LogsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 0) {
      return Console.fail("--limit must not be negative.");
    }
    if (json && csv) {
      return Console.fail("Choose one of --json and --csv.");
    }
    try (CommandContext context = contexts.open()) {
      Instant now = context.database().with(DatabaseClock::read);
      RequestFilter filter = filter(now);
      HistoryScope scope = scope(context);
      RequestHistory history = context.requests();

      heading();
      if (follow) {
        follow(history.tail(scope, filter));
      } else {
        list(history, scope, filter);
      }
      return 0;
    }
  }

  private HistoryScope scope(CommandContext context) {
    if (key.isPresent()) {
      ApiKey one = context.key(key.get());
      return HistoryScope.key(one.accountId(), one.id());
    }
    return HistoryScope.account(context.account(account).id());
  }

  /** Read by the API's rules, so that errors in values are the same. */
  private RequestFilter filter(Instant now) {
    Map<String, String> values = new LinkedHashMap<>();
    status.ifPresent(value -> values.put("status", value));
    method.ifPresent(value -> values.put("method", value));
    route.ifPresent(value -> values.put("route", value));
    ip.ifPresent(value -> values.put("ip", value));
    errorCode.ifPresent(value -> values.put("error_code", value));
    requestId.ifPresent(value -> values.put("request_id", value));
    idempotencyKey.ifPresent(value -> values.put("idempotency_key", value));
    since.ifPresent(value -> values.put("created_after", time(value, now)));
    // Only the server knows the routes.
    return RequestFilter.read(Query.of(values), path -> path.startsWith("/"));
  }

  private static String time(String since, Instant now) {
    if (!since.matches("[0-9]{1,5}[smhd]")) {
      return since;
    }
    long count = Long.parseLong(since.substring(0, since.length() - 1));
    Duration back =
        switch (since.charAt(since.length() - 1)) {
          case 's' -> Duration.ofSeconds(count);
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    return Json.time(now.minus(back));
  }

  private void list(RequestHistory history, HistoryScope scope, RequestFilter filter) {
    int left = limit == 0 ? Integer.MAX_VALUE : limit;
    Optional<Position> next = Optional.empty();
    do {
      Page<LoggedRequest> page =
          history.list(scope, filter, PageQuery.newest(next, Math.min(left, PAGE)));
      page.items().forEach(this::print);
      left -= page.items().size();
      next = page.next();
    } while (left > 0 && next.isPresent());
  }

  private void follow(RequestTail tail) throws InterruptedException {
    while (true) {
      List<LoggedRequest> found = tail.next();
      found.forEach(this::print);
      if (found.isEmpty()) {
        Thread.sleep(POLL_INTERVAL);
      }
    }
  }

  private void heading() {
    if (csv) {
      Console.print(RequestExport.CSV_HEADER.strip());
    } else if (!json) {
      Console.print(row("TIME", "STATUS", "MS", "KEY", "IP", "REQUEST", "ERROR"));
    }
  }

  private void print(LoggedRequest request) {
    if (csv) {
      Console.print(RequestExport.csvLine(request).stripTrailing());
    } else if (json) {
      Console.print(RequestExport.jsonLine(request).stripTrailing());
    } else {
      Console.print(
          row(
                  Json.time(request.at()),
                  Integer.toString(request.status()),
                  Long.toString(request.latencyMicros() / 1_000),
                  request.keyId(),
                  request.ip(),
                  // A path may contain control sequences of the terminal.
                  (request.method() + " " + request.path()).replaceAll("\\p{Cntrl}", "?"),
                  request.errorCode().orElse("")
                      + request.summary().map(summary -> "  " + summary.text()).orElse(""))
              .stripTrailing());
    }
  }

  private static String row(
      String time, String status, String ms, String keyId, String ip, String what, String error) {
    return "%-24s  %-6s  %5s  %-30s  %-15s  %-40s  %s"
        .formatted(time, status, ms, keyId, ip, what, error);
  }
}
