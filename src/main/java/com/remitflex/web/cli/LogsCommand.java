package com.remitflex.web.cli;

import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestCsv;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestJson;
import com.remitflex.features.activity.requests.RequestStore;
import com.remitflex.features.activity.requests.RequestTail;
import com.remitflex.features.activity.requests.Whose;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `logs`: the history of requests of an account's keys. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = {
      "List the requests of an account's keys, newest first, refused ones too.",
      "--follow prints those of the last moments and then each that is written."
    })
public final class LogsCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final Duration LONGEST_KEPT = Duration.ofDays(3_651);
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private final CommandContextFactory workshop;

  @Option(names = "--account", description = "Id of the account (default: the first one).")
  private Optional<String> account = Optional.empty();

  @Option(names = "--key", paramLabel = "ID", description = "Only of this key (default: all).")
  private Optional<String> key = Optional.empty();

  @Option(names = "--status", description = "Only this status, as 404, or this class, as 4xx.")
  private Optional<String> status = Optional.empty();

  @Option(names = "--method", description = "Only this method.")
  private Optional<String> method = Optional.empty();

  @Option(names = "--route", description = "Only this route, as /v1/payments/{id}.")
  private Optional<String> route = Optional.empty();

  @Option(names = "--ip", description = "Only from this address.")
  private Optional<String> ip = Optional.empty();

  @Option(names = "--error-code", description = "Only answers with this error code.")
  private Optional<String> errorCode = Optional.empty();

  @Option(names = "--request-id", description = "Only the request with this X-Request-Id.")
  private Optional<String> requestId = Optional.empty();

  @Option(names = "--idempotency-key", description = "Only requests with this Idempotency-Key.")
  private Optional<String> idempotencyKey = Optional.empty();

  @Option(
      names = "--since",
      description =
          "Only from this time on, as 2026-11-24T00:00:00Z, or of the last 90s, 15m, 2h, 7d.")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "How many, 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "Print each as a line of JSON.")
  private boolean json;

  @Option(names = "--csv", description = "Print CSV.")
  private boolean csv;

  @Option(names = "--follow", description = "Go on with what comes in, until Ctrl-C.")
  private boolean follow;

  public LogsCommand(CommandContextFactory workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 0) {
      return Console.fail("--limit must not be negative.");
    }
    if (json && csv) {
      return Console.fail("Choose one of --json and --csv.");
    }
    try (CommandContext tools = workshop.open()) {
      Instant now = tools.database().with(DatabaseClock::read);
      RequestFilter filter = filter(now);
      Whose whose = whose(tools);

      heading();
      if (follow) {
        follow(tools, whose, filter, now);
      } else {
        list(tools, whose, filter, now);
      }
      return 0;
    }
  }

  private Whose whose(CommandContext tools) {
    if (key.isPresent()) {
      ApiKey one = tools.key(key.get());
      return Whose.keys(one.accountId(), List.of(one.id()));
    }
    return Whose.account(tools.account(account).id());
  }

  /** The filter as the API reads it, which says what is wrong with a value. */
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
    return RequestFilter.read(
        Query.parse(
            values.entrySet().stream()
                .map(one ->
                    one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))),
        // The routes belong to the server; a path may at least not be misspelled as a word.
        path -> path.startsWith("/"));
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

  private void list(CommandContext tools, Whose whose, RequestFilter filter, Instant now) {
    int left = limit == 0 ? Integer.MAX_VALUE : limit;
    Optional<Position> from = Optional.empty();
    do {
      Optional<Position> position = from;
      int most = Math.min(left, PAGE);
      RequestStore.Found found =
          tools
              .database()
              .with(handle ->
                  new RequestStore(handle, whose, filter)
                      .find(
                          RequestStore.Order.NEWEST_FIRST,
                          position,
                          most,
                          now.minus(LONGEST_KEPT),
                          now));
      List<LoggedRequest> page = found.requests();
      page.forEach(this::print);
      left -= page.size();
      from =
          page.size() < most
              ? found.searchedTo()
              : Optional.of(new Position(page.getLast().at(), page.getLast().number()));
    } while (left > 0 && from.isPresent());
  }

  private void follow(CommandContext tools, Whose whose, RequestFilter filter, Instant now)
      throws InterruptedException {
    Instant from = filter.createdAfter().orElse(now.minus(RequestTail.LATEST));
    RequestTail tail = new RequestTail(tools.database(), whose, filter, from);
    while (true) {
      List<LoggedRequest> news = tail.next();
      news.forEach(this::print);
      if (news.isEmpty()) {
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  private void heading() {
    if (csv) {
      Console.print(RequestCsv.HEADER.strip());
    } else if (!json) {
      Console.print(row("TIME", "STATUS", "MS", "KEY", "IP", "REQUEST", "ERROR"));
    }
  }

  private void print(LoggedRequest request) {
    if (csv) {
      Console.print(RequestCsv.line(request).stripTrailing());
    } else if (json) {
      Console.print(Json.text(RequestJson.object(request)));
    } else {
      Console.print(
          row(
                  Json.time(request.at()),
                  Integer.toString(request.status()),
                  Long.toString(request.latencyMicros() / 1_000),
                  request.keyId(),
                  request.ip(),
                  // A path may hold what a terminal would obey.
                  (request.method() + " " + request.path()).replaceAll("\\p{Cntrl}", "?"),
                  request.errorCode().orElse("")
                      + request.summary().map(many -> "  " + many.text()).orElse(""))
              .stripTrailing());
    }
  }

  private static String row(
      String time, String status, String ms, String keyId, String ip, String what, String error) {
    return "%-24s  %-6s  %5s  %-30s  %-15s  %-40s  %s"
        .formatted(time, status, ms, keyId, ip, what, error);
  }
}
