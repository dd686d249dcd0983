package com.remitflex.features.activity.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Live tails, with a clock that the test sets. */
@Tag("slow")
class RequestFeedsTest {
  private static final String URL = TestDatabase.create();
  private static final Database DATABASE = Database.open(URL);

  private final KeyOwner owner =
      new KeyOwner(IdPrefix.API_KEY.next(), IdPrefix.ACCOUNT.next(), Environment.SANDBOX);

  @AfterAll
  static void drop() {
    DATABASE.close();
    TestDatabase.drop(URL);
  }

  /** A slow reading of the database's clock makes the estimate too large, until the next one. */
  @Test
  void noRequestIsLeftOutWhenTheEstimateOfTheDatabaseClockShrinks() throws Exception {
    DatabaseClock clock = new DatabaseClock();
    Instant now = Instant.now();
    clock.observe(now, now.plusSeconds(20), now);
    HistoryScope scope = HistoryScope.key(owner.accountId(), owner.keyId());
    try (RequestFeeds feeds = new RequestFeeds(DATABASE);
        RequestLog log = new RequestLog(DATABASE, clock, 90).start();
        LiveTail tail = feeds.follow(scope, RequestFilter.all(), Optional.empty())) {
      clock.observe(now, now, now);
      Exchange exchange = exchange();
      log.record(exchange);

      assertThat(next(tail)).containsExactly(exchange.client().requestId());
    }
  }

  private static List<String> next(LiveTail tail) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    long endNanos = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (ids.isEmpty() && System.nanoTime() < endNanos) {
      tail.next(Duration.ofMillis(300)).forEach(request -> ids.add(request.id()));
    }
    return ids;
  }

  /** A request that took no time: it began after the tail. */
  private Exchange exchange() {
    return new Exchange(
        new Client("192.0.2.1", Optional.empty(), IdPrefix.REQUEST.next()),
        Optional.of(owner),
        Optional.empty(),
        "GET",
        "/v1/balances",
        "/v1/balances",
        200,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        new byte[0],
        new byte[0]);
  }
}
