package com.remitflex.features.activity.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.IndexedRequests;
import com.remitflex.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The search for rare and absent values, in a database whose time zone is not UTC. */
@Tag("slow")
class RequestIndexTest {
  private static final DatabaseClock CLOCK = new DatabaseClock();
  private static final List<Integer> STATUSES = List.of(200, 200, 200, 201, 404, 409, 500);
  private static final List<String> ROUTES = List.of("/v1/balances", "/v1/payments", "unknown");
  private static final List<String> METHODS = List.of("GET", "GET", "POST", "DELETE");
  private static final List<String> CODES = List.of("NOT_FOUND", "INTERNAL_ERROR");

  private final Random random = new Random(5);
  private final String url = TestDatabase.create();
  private final Database database = Database.open(url);
  private final String account = IdPrefix.ACCOUNT.next();
  private final KeyOwner live = new KeyOwner(IdPrefix.API_KEY.next(), account, Environment.LIVE);
  private final KeyOwner sandbox =
      new KeyOwner(IdPrefix.API_KEY.next(), account, Environment.SANDBOX);
  private final Instant now = CLOCK.now();

  @AfterEach
  void theIndexIsComplete() {
    try (database) {
      assertThat(IndexedRequests.missing(database)).isEmpty();
    } finally {
      TestDatabase.drop(url);
    }
  }

  private Exchange exchange(KeyOwner owner, int status, String ip) {
    return new Exchange(
        new Client(ip, Optional.empty(), IdPrefix.REQUEST.next()),
        Optional.of(owner),
        Optional.empty(),
        METHODS.get(random.nextInt(METHODS.size())),
        "/v1/any",
        ROUTES.get(random.nextInt(ROUTES.size())),
        status,
        status < 400 ? Optional.empty() : Optional.of(CODES.get(status / 500)),
        1_000,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        new byte[0],
        new byte[0]);
  }

  /** Requests of the last day, each with a random time. */
  private void record(int count) {
    try (RequestLog log = new RequestLog(database, CLOCK, 90).start()) {
      for (int i = 0; i < count; i++) {
        KeyOwner owner = random.nextBoolean() ? live : sandbox;
        int status = STATUSES.get(random.nextInt(STATUSES.size()));
        Instant at = now.minusMillis(random.nextLong(Duration.ofHours(24).toMillis()));
        log.record(exchange(owner, status, "192.0.2." + random.nextInt(12)), at, 0);
      }
    }
  }

  private RequestHistory history() {
    return new RequestHistory(database, CLOCK, 90, new RequestFeeds(database));
  }

  private static RequestFilter filter(Map<String, String> query) {
    return RequestFilter.read(Query.of(query), route -> true);
  }

  /** Some of the filters, each with a value that may be rare or absent. */
  private Map<String, String> someFilters() {
    Map<String, String> all = new HashMap<>();
    all.put("status", List.of("200", "404", "4xx", "5xx", "500", "503").get(random.nextInt(6)));
    all.put("ip", "192.0.2." + random.nextInt(14));
    all.put("method", List.of("GET", "DELETE", "PATCH").get(random.nextInt(3)));
    all.put("route", List.of("unknown", "/v1/payments", "/v1/account").get(random.nextInt(3)));
    all.put("error_code", List.of("NOT_FOUND", "INSUFFICIENT_PERMISSIONS").get(random.nextInt(2)));
    all.put("created_after", now.minusSeconds(random.nextLong(90_000)).toString());
    all.put("created_before", now.minusSeconds(random.nextLong(90_000)).toString());
    all.keySet().removeIf(name -> random.nextInt(3) > 0);
    return all;
  }

  @Test
  void aFilterFindsEveryRequestThatPassesItAndNoOther() {
    record(400);
    writeAsAnEarlierVersion(live, now.minus(3, ChronoUnit.HOURS), 503, "192.0.2.13");
    record(50);
    List<HistoryScope> scopes =
        List.of(
            HistoryScope.key(account, live.keyId()),
            HistoryScope.keys(account, List.of(live.keyId(), sandbox.keyId())),
            HistoryScope.account(new HeadId(account, Environment.SANDBOX)),
            HistoryScope.account(account));
    for (int i = 0; i < 120; i++) {
      HistoryScope scope = scopes.get(random.nextInt(scopes.size()));
      Order order = random.nextBoolean() ? Order.NEWEST_FIRST : Order.OLDEST_FIRST;
      Map<String, String> query = someFilters();
      RequestFilter filter = filter(query);
      List<String> expected =
          pages(scope, RequestFilter.all(), order).stream()
              .filter(filter::matches)
              .filter(one -> !one.at().isBefore(filter.earliest(Instant.EPOCH)))
              .filter(one -> one.at().isBefore(filter.latest(now.plusSeconds(60))))
              .map(LoggedRequest::id)
              .toList();

      assertThat(pages(scope, filter, order))
          .as("%s %s", query, order)
          .extracting(LoggedRequest::id)
          .isEqualTo(expected);
    }
  }

  /** All requests, page by page. */
  private List<LoggedRequest> pages(HistoryScope scope, RequestFilter filter, Order order) {
    List<LoggedRequest> all = new ArrayList<>();
    Optional<PageQuery> next = Optional.of(new PageQuery(order, Optional.empty(), 37));
    while (next.isPresent()) {
      PageQuery query = next.get();
      Page<LoggedRequest> page = history().list(scope, filter, query);
      all.addAll(page.items());
      next = page.next().map(query::from);
    }
    return all;
  }

  @Test
  void onlyTheHoursThatHaveTheValueAreSearched() {
    Instant then = now.truncatedTo(ChronoUnit.HOURS).minus(9, ChronoUnit.HOURS);
    try (RequestLog log = new RequestLog(database, CLOCK, 90).start()) {
      log.record(exchange(live, 500, "192.0.2.1"), then.plusSeconds(61), 0);
      log.record(exchange(live, 200, "192.0.2.1"), then.minusSeconds(7_000), 0);
      log.record(exchange(sandbox, 503, "192.0.2.1"), then.minusSeconds(7_000), 0);
    }

    Interval hour = new Interval(then, then.plusSeconds(3_600));
    assertThat(searched(Map.of("status", "500"))).containsExactly(hour);
    assertThat(searched(Map.of("status", "5xx"))).containsExactly(hour);
    assertThat(searched(Map.of("status", "500", "ip", "192.0.2.1"))).containsExactly(hour);
    assertThat(searched(Map.of("status", "503"))).isEmpty();
    assertThat(searched(Map.of("ip", "192.0.2.2"))).isEmpty();
    assertThat(searched(Map.of("route", "/v1/account"))).isEmpty();
    assertThat(searched(Map.of("ip", "192.0.2.1"))).hasSize(2);
  }

  /** A node of an earlier version writes next to this one. */
  @Test
  void aDayWithARequestThatIsNotInTheIndexIsSearchedAsAWhole() {
    record(1);
    Instant then = now.minus(1, ChronoUnit.DAYS);
    writeAsAnEarlierVersion(sandbox, then, 201, "192.0.2.1");

    Instant day = then.truncatedTo(ChronoUnit.DAYS);
    assertThat(searched(Map.of("status", "503")))
        .contains(new Interval(day, day.plusSeconds(86_400)));
  }

  private List<Interval> searched(Map<String, String> query) {
    Interval within =
        new Interval(
            now.minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS), now.plusSeconds(60));
    return database.with(handle ->
        RequestIndexStore.find(
            handle, HistoryScope.key(account, live.keyId()), filter(query), within));
  }

  private void writeAsAnEarlierVersion(KeyOwner owner, Instant at, int status, String ip) {
    database.use(handle ->
        handle.execute(
            """
            INSERT INTO request_log (account_id, environment, key_id, at, number, id, method, path,
              route, status, latency_micros, ip)
            VALUES (?, ?, ?, date_trunc('milliseconds', ?::timestamptz), 7, ?, 'GET', '/',
              'unknown', ?, 1, ?)
            """,
            owner.accountId(),
            owner.environment().word(),
            owner.keyId(),
            at.toString(),
            IdPrefix.REQUEST.next(),
            status,
            ip));
  }
}
