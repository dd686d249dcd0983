package com.remitflex.features.activity.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RejectionSummary;
import com.remitflex.features.activity.requests.RequestDetail;
import com.remitflex.features.activity.requests.RequestEntry;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.activity.requests.RequestFilter;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.Await;
import com.remitflex.testing.CommitCutter;
import com.remitflex.testing.IndexedRequests;
import com.remitflex.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes the history to a database whose time zone is not UTC. */
@Tag("slow")
class RequestLogTest {
  private static final String URL = TestDatabase.create();
  private static final Database DATABASE = Database.open(URL);
  private static final DatabaseClock CLOCK = new DatabaseClock();

  private final String account = IdPrefix.ACCOUNT.next();
  private final String key = IdPrefix.API_KEY.next();

  @AfterEach
  void theIndexIsComplete() {
    assertThat(IndexedRequests.missing(DATABASE)).isEmpty();
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
    TestDatabase.drop(URL);
  }

  private Exchange exchange(String method, String path, String body) {
    return exchange(new KeyOwner(key, account, Environment.SANDBOX), method, path, body);
  }

  private static Exchange exchange(KeyOwner owner, String method, String path, String body) {
    return new Exchange(
        new Client("192.0.2.1", Optional.of("agent\t\\N\n\0"), IdPrefix.REQUEST.next()),
        Optional.of(owner),
        Optional.empty(),
        method,
        path,
        "/v1/payments",
        201,
        Optional.empty(),
        1_234,
        Optional.of("idem"),
        Optional.empty(),
        Map.of("host", "a\"b"),
        body.getBytes(StandardCharsets.UTF_8),
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  private RequestHistory history() {
    return new RequestHistory(DATABASE, CLOCK, 400, new RequestFeeds(DATABASE));
  }

  private Optional<RequestDetail> detail(LoggedRequest request) {
    return history()
        .find(HistoryScope.key(account, key), request.id())
        .flatMap(RequestEntry::detail);
  }

  private List<LoggedRequest> all() {
    return history().newest(HistoryScope.key(account, key), 1_000);
  }

  @Test
  void anyRequestIsStoredUnchangedOrSanitised() {
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      log.record(
          exchange("POST", "/a\\b\tc\nd\\.", "{ \"a\": \"tab\\t nul\\u0000 backslash\\\\ \"}"));
    }

    LoggedRequest request = all().getFirst();
    RequestDetail detail = detail(request).orElseThrow();
    assertThat(request.path()).isEqualTo("/a\\b\tc\nd\\.");
    assertThat(request.userAgent()).contains("agent\t\\N\n\uFFFD");
    assertThat(request.latencyMicros()).isEqualTo(1_234);
    assertThat(detail.requestBody()).isEqualTo("{\"a\":\"tab\\t nul\\u0000 backslash\\\\ \"}");
    assertThat(detail.headers()).isEqualTo("{\"host\":\"a\\\"b\"}");
  }

  @Test
  void whatUtf8CannotEncodeIsReplaced() {
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      log.record(exchange("POST", "/\uD83D", "{\"a\":\"é \\ud83d x\"}"));
      log.record(exchange("POST", "/é\uDD11🗝\0", "[\"🗝\"]"));
    }

    assertThat(all().stream().map(LoggedRequest::path))
        .containsExactlyInAnyOrder("/\uFFFD", "/é\uFFFD🗝\uFFFD");
    assertThat(all().stream().map(one -> detail(one).orElseThrow().requestBody()))
        .containsExactlyInAnyOrder("{\"a\":\"é \uFFFD x\"}", "[\"🗝\"]");
  }

  @Test
  void requestsRecordedBeforeCloseAreNotLost() {
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      for (int i = 0; i < 500; i++) {
        log.record(exchange("POST", "/" + i, ""));
      }
      assertThat(log.dropped()).isZero();
    }

    assertThat(all()).hasSize(500);
  }

  @Test
  void aRequestThatTheDatabaseRejectsDoesNotPreventTheOthers() {
    // Larger than an index entry may be, and random, so that it cannot be compressed.
    StringBuilder endless = new StringBuilder();
    new Random(1).ints(20_000, 'a', 'z').forEach(c -> endless.append((char) c));
    Exchange refused =
        exchange(
            new KeyOwner(endless.toString(), account, Environment.SANDBOX), "POST", "/refused", "");

    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      log.record(exchange("POST", "/before", ""));
      log.record(refused);
      log.record(exchange("POST", "/after", ""));
      Await.until("the others are there", () -> all().size() == 2 && log.dropped() == 1);
      log.record(exchange("POST", "/later", ""));
    }

    assertThat(all().stream().map(LoggedRequest::path))
        .containsExactlyInAnyOrder("/before", "/after", "/later");
  }

  @ParameterizedTest
  @EnumSource(CommitCutter.Cut.class)
  void anUnconfirmedCommitNeitherLosesNorDuplicatesARequest(CommitCutter.Cut cut) {
    try (CommitCutter cutter = new CommitCutter(URL);
        Database behind = Database.open(cutter.url());
        RequestLog log = new RequestLog(behind, CLOCK, 90).start()) {
      cutter.cutNext(cut, () -> {});
      for (int i = 0; i < 50; i++) {
        log.record(exchange("POST", "/" + i, ""));
      }
      Await.until("the cut", () -> cutter.cuts() == 1 && !all().isEmpty());
    }

    assertThat(all().stream().map(LoggedRequest::path)).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void aFullQueueDropsAndCountsRequestsWithoutWaiting() {
    AtomicLong notified = new AtomicLong();
    RequestLog neverStarted =
        new RequestLog(
            DATABASE,
            CLOCK,
            90,
            "node_slow",
            Spool.none(),
            (owner, at, many) -> notified.addAndGet(many));

    for (int i = 0; i < 20_010; i++) {
      neverStarted.record(exchange("POST", "/", ""));
    }

    assertThat(neverStarted.dropped()).isEqualTo(10);
    assertThat(notified).hasValue(10);
  }

  /** Far more than fit into memory outside of the spool, while nothing is written. */
  @Test
  void asManyRequestsWaitAsTheSpoolHasRoomFor(@TempDir Path directory) {
    int many = 30_000;
    try (Spool spool = Spool.open(directory, "node_long", "here", () -> 1, () -> true);
        RequestLog log =
            new RequestLog(DATABASE, CLOCK, 90, "node_long", spool, (owner, at, count) -> {})) {
      for (int i = 0; i < many; i++) {
        log.record(read("/" + i), CLOCK.now(), 1);
      }
      assertThat(log.queued()).isEqualTo(many);
      assertThat(log.dropped()).isZero();

      log.start();
    }

    assertThat(count("request_log")).isEqualTo(many);
    assertThat(directory).isEmptyDirectory();
  }

  /** A GET, of which no headers and bodies are stored. */
  private Exchange read(String path) {
    Exchange write = exchange("GET", path, "");
    return new Exchange(
        write.client(),
        write.owner(),
        Optional.empty(),
        write.method(),
        path,
        write.route(),
        200,
        Optional.empty(),
        900,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        new byte[0],
        new byte[0]);
  }

  private long count(String table) {
    return DATABASE.with(handle ->
        handle
            .createQuery("SELECT count(*) FROM " + table + " WHERE key_id = :key")
            .bind("key", key)
            .mapTo(Long.class)
            .one());
  }

  @Test
  void headersAndBodiesThatWaitAreBoundedAndTheirRequestsAreRecorded(@TempDir Path directory) {
    String body = "\"" + "x".repeat(Exchange.MAX_STORED_BODY - 2) + "\"";
    int many = 18_000;
    try (Spool spool = Spool.open(directory, "node_large", "here", () -> 1, () -> true);
        RequestLog log =
            new RequestLog(DATABASE, CLOCK, 90, "node_large", spool, (owner, at, count) -> {})) {
      for (int i = 0; i < many; i++) {
        log.record(exchange("POST", "/" + i, body), CLOCK.now(), 1);
      }

      log.start();
      // The end of a log waits for ten seconds, which is not long for 64 MiB on a slow disk.
      Await.until("all are written", () -> log.written() == many);
    }

    assertThat(count("request_log")).isEqualTo(many);
    // 64 MiB of some 4.2 KB each.
    assertThat(count("request_detail")).isBetween(15_000L, 16_500L);
  }

  private Exchange rejected(Check check, ErrorCode code, String ip) {
    return new Exchange(
        new Client(ip, Optional.of("flood/1"), IdPrefix.REQUEST.next()),
        Optional.of(new KeyOwner(key, account, Environment.SANDBOX)),
        Optional.empty(),
        "GET",
        "/v1/balances",
        "/v1/balances",
        code.status(),
        Optional.of(code.name()),
        900,
        Optional.empty(),
        Optional.of(new Rejection(check, "why", ApiError.of(code, "no"))),
        Map.of(),
        new byte[0],
        new byte[0]);
  }

  private Exchange limited(String ip) {
    return rejected(Check.RATE_LIMIT, ErrorCode.RATE_LIMIT_EXCEEDED, ip);
  }

  @Test
  void rejectionsBeyondTenPerSecondKeyAndReasonAreOneRowWithCountAndAddresses() {
    Instant now = CLOCK.now();
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      for (int i = 0; i < 200; i++) {
        log.record(limited(i % 4 == 0 ? "192.0.2.2" : "192.0.2.1"), now, 0);
        log.record(rejected(Check.NOT_REVOKED, ErrorCode.API_KEY_REVOKED, "192.0.2.3"), now, 0);
      }
      for (int i = 0; i < 200; i++) {
        log.record(limited("2001:db8::" + i), now.plusSeconds(1), 0);
      }
      for (int i = 0; i < 100; i++) {
        log.record(exchange("GET", "/accepted", ""), now, 0);
      }
    }

    List<LoggedRequest> all = all();
    assertThat(all.stream().mapToLong(LoggedRequest::requests).sum()).isEqualTo(700);
    assertThat(all.stream().filter(one -> one.path().equals("/accepted"))).hasSize(100);
    List<LoggedRequest> rejected = all.stream().filter(one -> one.refusedBy().isPresent()).toList();
    assertThat(rejected).hasSize(3 * (10 + 1));
    List<RejectionSummary> summaries =
        rejected.stream().flatMap(one -> one.summary().stream()).toList();
    assertThat(summaries).extracting(RejectionSummary::requests).containsOnly(190L);
    assertThat(summaries)
        .extracting(RejectionSummary::distinctIps)
        .containsExactlyInAnyOrder(2, 190, 1);
    assertThat(summaries).extracting(RejectionSummary::addresses).allMatch(a -> a.size() <= 20);
    assertThat(summaries)
        .filteredOn(one -> one.distinctIps() == 2)
        .first()
        .satisfies(one -> assertThat(one.addresses()).containsEntry("192.0.2.1", 143L).hasSize(2));
  }

  @Test
  void aSummaryRowIsFoundByEachAddressThatItNames() {
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      Instant now = CLOCK.now();
      for (int i = 0; i < 100; i++) {
        log.record(limited(i < 50 ? "192.0.2.1" : "192.0.2.9"), now, 0);
      }
    }

    List<LoggedRequest> found =
        history()
            .list(
                HistoryScope.key(account, key),
                RequestFilter.read(Query.of(Map.of("ip", "192.0.2.9")), route -> true),
                PageQuery.newest(10))
            .items();
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().requests()).isEqualTo(90);
  }

  /** The process has written some requests when it dies; two others replay its spool. */
  @Test
  void requestsOfAKilledProcessAreInTheHistoryOnce(@TempDir Path directory) throws Exception {
    Spool spool = Spool.open(directory, "node_dead", "here", () -> 0, () -> true);
    RequestLog killed =
        new RequestLog(DATABASE, CLOCK, 90, "node_dead", spool, (owner, at, many) -> {});
    Instant now = CLOCK.now();
    List<Exchange> written = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Exchange one = exchange("POST", "/" + i, "{}");
      killed.record(one, now, 1);
      killed.record(limited("192.0.2." + i % 5), now, 1);
      if (i < 100) {
        written.add(one);
      }
    }
    try (RequestLog log = new RequestLog(DATABASE, CLOCK, 90).start()) {
      written.forEach(one -> log.record(one, now, 1));
    }
    // Not everything is settled, so the files remain.
    spool.close();

    try (Spool next = Spool.open(directory, "node_next", "here", () -> 0, () -> true)) {
      for (int i = 0; i < 2; i++) {
        List<Leftover> found = Leftover.find(directory, next);
        assertThat(found).extracting(Leftover::nodeId).containsExactly("node_dead");
        Leftover leftover = found.getFirst();
        DATABASE.inTransaction(handle -> {
          RequestReplay replay =
              RequestReplay.begin(handle, leftover.nodeId(), now.minusSeconds(60));
          leftover.forEach(replay::add);
          return replay.finish();
        });
        leftover.close();
      }
      assertThat(all().stream().map(LoggedRequest::id)).doesNotHaveDuplicates();
      assertThat(all().stream().filter(one -> one.method().equals("POST"))).hasSize(300);
      assertThat(all().stream().mapToLong(LoggedRequest::requests).sum()).isEqualTo(600);
      assertThat(all()).hasSize(300 + 10 + 1);

      // The spool of another database is left alone.
      try (Spool elsewhere = Spool.open(directory, "node_other", "there", () -> 0, () -> true)) {
        assertThat(Leftover.find(directory, elsewhere)).isEmpty();
      }
      Leftover.find(directory, next).getFirst().delete();
      assertThat(Leftover.find(directory, next)).isEmpty();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aSpoolWithoutUnrecordedRequestsIsDeleted(@TempDir Path directory) {
    try (Spool spool = Spool.open(directory, "node_well", "here", () -> 1, () -> true)) {
      try (RequestLog log =
          new RequestLog(DATABASE, CLOCK, 90, "node_well", spool, (owner, at, many) -> {})
              .start()) {
        for (int i = 0; i < 30_000; i++) {
          Exchange one = i % 2 == 0 ? exchange("POST", "/x", "") : limited("192.0.2.1");
          log.record(one, CLOCK.now(), 1);
          if (i % 1_000 == 0) {
            Await.until("room in the queue", () -> log.queued() < 10_000);
          }
        }
        Await.until(
            "only the last segment is left",
            () -> {
              spool.release();
              return files(directory.resolve("node_well")) == 2;
            });
      }
      assertThat(spool.missed()).isZero();
    }
    assertThat(directory).isEmptyDirectory();
  }

  private static long files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file is in the place of the directory. */
  @Test
  void withoutASpoolRequestsAreStillRecorded(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    Spool spool = Spool.open(file, "node_none", "here", () -> 1, () -> true);

    try (RequestLog log =
        new RequestLog(DATABASE, CLOCK, 90, "node_none", spool, (owner, at, many) -> {}).start()) {
      log.record(exchange("POST", "/x", ""));
    }

    assertThat(all()).hasSize(1);
  }

  /** The spool's directory is missing: like a full disk, this is counted, and no request fails. */
  @Test
  void requestsThatCannotBeSpooledAreCounted(@TempDir Path directory) throws Exception {
    Spool spool = Spool.open(directory, "node_full", "here", () -> 1, () -> true);
    Files.delete(directory.resolve("node_full/lock"));
    Files.delete(directory.resolve("node_full"));

    try (RequestLog log =
        new RequestLog(DATABASE, CLOCK, 90, "node_full", spool, (owner, at, many) -> {}).start()) {
      log.record(exchange("POST", "/1", ""));
      log.record(exchange("POST", "/2", ""));
    }

    assertThat(spool.missed()).isEqualTo(2);
    assertThat(all()).hasSize(2);
  }
}
