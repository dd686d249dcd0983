package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.RevokedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes on one database: when `revoke` has returned, neither accepts the key. */
@Tag("slow")
class RevocationTest {
  private static final Map<String, String> DATABASE =
      Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create());

  @RegisterExtension static final TestServer first = TestServer.with(DATABASE);
  @RegisterExtension static final TestServer second = TestServer.with(DATABASE);

  private static final List<TestServer> NODES = List.of(first, second);
  private static final int REVOCATIONS = 50;
  private static final int THREADS_A_NODE = 2;
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final Executor OWN_THREAD = Thread.ofPlatform()::start;
  private static final String BALANCES = "/v1/balances";
  private static final String PAYMENTS = "/v1/payments";
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

  @BeforeEach
  void bothNodesHoldTheirLease() {
    Await.until("both nodes renew their lease", () -> renewing() == NODES.size());
  }

  /** A request and its response, on the monotonic clock. */
  private record Seen(TestServer node, String key, long startedNanos, int status, String code) {}

  /** Requests that never pause, on every node, with the newest key. */
  private static final class Hammer implements AutoCloseable {
    final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> strikes = new ArrayList<>();
    private volatile String key;
    private volatile boolean stopped;

    Hammer(String key) {
      this.key = key;
      for (TestServer node : NODES) {
        for (int i = 0; i < THREADS_A_NODE; i++) {
          strikes.add(CompletableFuture.runAsync(() -> strike(node), OWN_THREAD));
        }
      }
    }

    void use(String newKey) {
      key = newKey;
    }

    private void strike(TestServer node) {
      while (!stopped) {
        String used = key;
        long started = System.nanoTime();
        ApiClient.Answer answer = node.client(used).get(BALANCES);
        String code = answer.status() == 200 ? "" : answer.errorCode();
        seen.add(new Seen(node, used, started, answer.status(), code));
      }
    }

    /** Whether every node has given this status to at least so many requests with the key. */
    boolean hasSeen(String secret, int status, int atLeast) {
      Map<TestServer, Long> counts =
          seen.stream()
              .filter(one -> one.key().equals(secret) && one.status() == status)
              .collect(Collectors.groupingBy(Seen::node, Collectors.counting()));
      return NODES.stream().allMatch(node -> counts.getOrDefault(node, 0L) >= atLeast);
    }

    @Override
    public void close() {
      stopped = true;
      strikes.forEach(CompletableFuture::join);
    }
  }

  @Test
  void noRequestIsAcceptedThatStartsAfterRevokeReturned() {
    String account = first.newAccount();
    Map<String, Long> answeredNanos = new HashMap<>();
    List<Duration> took = new ArrayList<>();
    Hammer hammer = new Hammer(first.newKey(account, Environment.SANDBOX, Scope.READ).secret());
    try (hammer) {
      for (int i = 0; i < REVOCATIONS; i++) {
        IssuedKey key = first.newKey(account, Environment.SANDBOX, Scope.READ);
        hammer.use(key.secret());
        Await.until("both nodes accept the key", () -> hammer.hasSeen(key.secret(), 200, 5));

        long request = System.nanoTime();
        RevokedKey receipt =
            NODES.get(i % NODES.size()).keys().revoke(key.key().id()).orElseThrow();
        long answered = System.nanoTime();

        answeredNanos.put(key.secret(), answered);
        took.add(Duration.ofNanos(answered - request));
        assertThat(receipt.receipt().nodesTotal()).isEqualTo(NODES.size());
        Await.until("both nodes answer after it", () -> hammer.hasSeen(key.secret(), 401, 5));
      }
    }

    List<Seen> after =
        hammer.seen.stream()
            .filter(one -> answeredNanos.containsKey(one.key()))
            .filter(one -> one.startedNanos() > answeredNanos.get(one.key()))
            .toList();
    assertThat(after).hasSizeGreaterThanOrEqualTo(REVOCATIONS);
    assertThat(after).allMatch(one -> one.status() == 401 && one.code().equals("API_KEY_REVOKED"));
    // Half may be late: a machine that is busy with other work can stop us for a while.
    assertThat(took)
        .filteredOn(duration -> duration.compareTo(PROMISED) <= 0)
        .hasSizeGreaterThanOrEqualTo(Seeded.isFull() ? REVOCATIONS * 9 / 10 : REVOCATIONS / 2);
    System.out.printf(
        "RevocationTest: %d requests, %d of them after %d revocations; slowest answer %d ms%n",
        hammer.seen.size(),
        after.size(),
        REVOCATIONS,
        took.stream().mapToLong(Duration::toMillis).max().orElseThrow());
  }

  @Test
  void theReceiptHasTheNodesAndTheTimeOfEffect() {
    List<RevokedKey> receipts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String id = first.newKey(first.newAccount(), Environment.SANDBOX, Scope.READ).key().id();

      RevokedKey receipt = second.keys().revoke(id).orElseThrow();

      receipts.add(receipt);
      assertThat(receipt.key().id()).isEqualTo(id);
      assertThat(receipt.key().revokedAt()).contains(receipt.receipt().effectiveAt());
      assertThat(first.keys().find(id).orElseThrow().revokedAt())
          .contains(receipt.receipt().effectiveAt());
    }
    assertThat(receipts).allMatch(receipt -> receipt.receipt().nodesTotal() == NODES.size());
    // On a busy machine a node may be late for once, and is then not waited for.
    assertThat(receipts).anyMatch(receipt -> receipt.receipt().nodesConfirmed() == NODES.size());
  }

  @Test
  void aRevokedKeyGetsTheErrorOfTheSeedPage() {
    IssuedKey key = usedEverywhere(Scope.READ);

    first.keys().revoke(key.key().id()).orElseThrow();

    for (TestServer node : NODES) {
      ApiClient.Answer answer = node.client(key.secret()).get(BALANCES);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.text())
          .isEqualTo(
              "{\"error\":{\"code\":\"API_KEY_REVOKED\",\"message\":\"This API key has been"
                  + " revoked. Please generate a new key from the Dashboard.\"}}");
    }
  }

  @Test
  void revokingTwiceReturnsTheFirstReceipt() {
    IssuedKey key = first.newKey(first.newAccount(), Environment.SANDBOX, Scope.READ);
    RevokedKey receipt = first.keys().revoke(key.key().id()).orElseThrow();

    assertThat(second.keys().revoke(key.key().id()).orElseThrow().receipt())
        .isEqualTo(receipt.receipt());
    assertThat(first.keys().find(key.key().id()).orElseThrow().revokedAt())
        .contains(receipt.receipt().effectiveAt());
  }

  @Test
  void revokingWhatIsNoKeyIsNotFound() {
    assertThatThrownBy(() -> first.keys().revoke("key_00000000000000000000000000").orElseThrow())
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  /** The second revocation too must return only when every node rejects the key. */
  @Test
  void twoConcurrentRevocationsReturnTheSameReceiptAndBothHold() {
    for (int i = 0; i < 10; i++) {
      IssuedKey key = usedEverywhere(Scope.READ);
      List<CompletableFuture<RevocationReceipt>> both =
          NODES.stream()
              .map(node ->
                  CompletableFuture.supplyAsync(
                      () -> {
                        RevocationReceipt receipt = revoked(node, key);
                        NODES.forEach(each -> assertRevoked(each, key));
                        return receipt;
                      },
                      OWN_THREAD))
              .toList();

      assertThat(both.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }
  }

  @Test
  void nodesThatCannotRenewRejectARevokedKeyAndAreNotCountedAsConfirmed() {
    List<IssuedKey> keys = Stream.generate(() -> usedEverywhere(Scope.READ)).limit(3).toList();
    List<Duration> took = new ArrayList<>();
    try (Handle locker = locker("SELECT id FROM node FOR UPDATE")) {
      for (IssuedKey key : keys) {
        long request = System.nanoTime();
        RevokedKey receipt = first.keys().revoke(key.key().id()).orElseThrow();
        took.add(Duration.ofNanos(System.nanoTime() - request));

        assertThat(receipt.receipt().nodesConfirmed()).isZero();
        assertThat(receipt.receipt().nodesTotal()).isEqualTo(NODES.size());
        NODES.forEach(node -> assertRevoked(node, key));
      }
      locker.rollback();
    }
    assertThat(took).anyMatch(duration -> duration.compareTo(PROMISED) <= 0);
  }

  @Test
  void oneNodeThatCannotRenewIsNotCountedAsConfirmed() {
    IssuedKey key = usedEverywhere(Scope.READ);
    try (Handle locker = locker("SELECT id FROM node ORDER BY id LIMIT 1 FOR UPDATE")) {
      RevokedKey receipt = second.keys().revoke(key.key().id()).orElseThrow();

      assertThat(receipt.receipt().nodesConfirmed()).isEqualTo(1);
      assertThat(receipt.receipt().nodesTotal()).isEqualTo(NODES.size());
      NODES.forEach(node -> assertRevoked(node, key));
      locker.rollback();
    }
  }

  /** Uses a change that is not in the revocation log: only a node that reads the row sees it. */
  @Test
  void aNodeTrustsItsCacheWithALeaseAndAsksTheDatabaseWithoutOne() {
    IssuedKey key = usedEverywhere(Scope.READ);
    first.database().use(handle -> markRevoked(handle, key.key()));
    NODES.forEach(node -> assertAccepted(node, key));

    try (Handle locker = locker("SELECT id FROM node FOR UPDATE")) {
      Await.pause(NodeLease.LEASE.plusMillis(50));
      NODES.forEach(node -> assertRevoked(node, key));
      locker.rollback();
    }
  }

  @Test
  void aNodeWithoutALeaseStillServesGoodKeys() {
    IssuedKey key = usedEverywhere(Scope.READ);
    try (Handle locker = locker("SELECT id FROM node FOR UPDATE")) {
      Await.pause(NodeLease.LEASE.plusMillis(50));
      NODES.forEach(node -> assertAccepted(node, key));
      locker.rollback();
    }
  }

  /** Otherwise each try would leave a connection behind that waits for the lock. */
  @Test
  void renewalsThatHangDoNotPileUpInTheDatabase() {
    try (Handle locker = locker("SELECT id FROM node FOR UPDATE")) {
      Await.pause(Duration.ofMillis(3_500));
      assertThat(leaseBackends()).hasSizeLessThanOrEqualTo(NODES.size());
      locker.rollback();
    }
  }

  @Test
  void aLeaseWhoseConnectionIsCutAgainAndAgainLetsNoRevokedKeyThrough()
      throws InterruptedException {
    CompletableFuture<Void> stop = new CompletableFuture<>();
    Thread cutter =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.isDone()) {
                first
                    .database()
                    .use(handle ->
                        leaseBackends()
                            .forEach(pid -> handle.execute("SELECT pg_terminate_backend(?)", pid)));
                Await.pause(Duration.ofMillis(20));
              }
            });
    try {
      for (int i = 0; i < 5; i++) {
        IssuedKey key = usedEverywhere(Scope.READ);
        first.keys().revoke(key.key().id()).orElseThrow();
        NODES.forEach(node -> assertRevoked(node, key));
      }
    } finally {
      stop.complete(null);
      cutter.join();
    }
    Await.until("the nodes have a lease again", () -> renewing() == NODES.size());
  }

  @Test
  void aLostNotificationOnlyDelaysTheNodes() {
    IssuedKey key = usedEverywhere(Scope.READ);
    long number =
        first
            .database()
            .inTransaction(handle -> {
              markRevoked(handle, key.key());
              return log(handle, key.key().id());
            });

    Await.until("both nodes come upon the revocation by themselves", () -> applied(number) == 2);
    NODES.forEach(node -> assertRevoked(node, key));
  }

  /** The revocation waits for the head first, then the payment; both for someone else's lock. */
  @Test
  void aPaymentThatWaitsBehindARevocationDoesNotHappen() {
    IssuedKey key = usedEverywhere(Scope.WRITE);
    HeadId head = head(key);
    CompletableFuture<RevokedKey> revocation;
    CompletableFuture<ApiClient.Answer> payment;
    List<Integer> before = written(head);
    try (Handle locker = begun()) {
      HeadStore.lock(locker, List.of(head));
      revocation =
          CompletableFuture.supplyAsync(
              () -> first.keys().revoke(key.key().id()).orElseThrow(), OWN_THREAD);
      Await.until("the revocation waits for the head", () -> waitingForHeads() == 1);
      payment =
          CompletableFuture.supplyAsync(
              () -> second.client(key.secret()).post(PAYMENTS, PAYMENT, "waits"), OWN_THREAD);
      Await.until("the payment waits behind it", () -> waitingForHeads() == 2);
      locker.rollback();
    }

    assertThat(revocation.join().receipt().nodesTotal()).isEqualTo(NODES.size());
    assertThat(payment.join().status()).isEqualTo(401);
    assertThat(payment.join().errorCode()).isEqualTo("API_KEY_REVOKED");
    assertThat(written(head)).isEqualTo(before);
  }

  @Test
  void aPaymentWhoseBodyComesAfterTheRevocationDoesNotHappen() throws IOException {
    IssuedKey key = usedEverywhere(Scope.WRITE);
    List<Integer> before = written(head(key));
    try (PausedPayment payment = new PausedPayment(second.port(), key.secret(), "paused")) {
      first.keys().revoke(key.key().id()).orElseThrow();

      assertThat(payment.finish()).startsWith("HTTP/1.1 401 ").contains("\"API_KEY_REVOKED\"");
    }
    assertThat(written(head(key))).isEqualTo(before);
  }

  @Test
  void aRevokedKeyDoesNotGetTheResponseToAnEarlierRequest() throws IOException {
    IssuedKey key = usedEverywhere(Scope.WRITE);
    ApiClient client = second.client(key.secret());
    ApiClient.Answer done = client.post(PAYMENTS, PAYMENT, "done");
    assertThat(done.status()).isEqualTo(201);
    assertThat(client.post(PAYMENTS, PAYMENT, "done").header("Idempotent-Replayed"))
        .contains("true");
    List<Integer> before = written(head(key));
    try (PausedPayment paused = new PausedPayment(second.port(), key.secret(), "done")) {
      first.keys().revoke(key.key().id()).orElseThrow();

      ApiClient.Answer again = client.post(PAYMENTS, PAYMENT, "done");
      assertThat(again.status()).isEqualTo(401);
      assertThat(again.errorCode()).isEqualTo("API_KEY_REVOKED");
      assertThat(again.header("Idempotent-Replayed")).isEmpty();
      assertThat(paused.finish())
          .startsWith("HTTP/1.1 401 ")
          .contains("\"API_KEY_REVOKED\"")
          .doesNotContainIgnoringCase("Idempotent-Replayed")
          .doesNotContain(done.json().path("id").asText());
    }
    assertThat(written(head(key))).isEqualTo(before);
  }

  /** A payment whose key has been accepted and whose body is still to be sent. */
  private static final class PausedPayment implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    PausedPayment(int port, String secret, String idempotencyKey) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(10_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      send(
          String.join(
              "\r\n",
              "POST " + PAYMENTS + " HTTP/1.1",
              "Host: localhost",
              "Authorization: Bearer " + secret,
              "Idempotency-Key: " + idempotencyKey,
              "Content-Type: application/json",
              "Content-Length: " + PAYMENT.length(),
              "Expect: 100-continue",
              "",
              ""));
      // Sent only when the body is read, long after the key was checked.
      assertThat(in.readLine()).startsWith("HTTP/1.1 100");
      assertThat(in.readLine()).isEmpty();
    }

    /** Sends the body; returns the whole response. */
    String finish() throws IOException {
      send(PAYMENT);
      StringBuilder response = new StringBuilder();
      int bodyLength = 0;
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        response.append(line).append('\n');
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          bodyLength = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      for (int i = 0; i < bodyLength; i++) {
        response.append((char) in.read());
      }
      return response.toString();
    }

    private void send(String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A new key that both nodes have in their caches. */
  private static IssuedKey usedEverywhere(Scope scope) {
    IssuedKey key = first.newKey(first.newAccount(), Environment.SANDBOX, scope);
    NODES.forEach(node -> assertAccepted(node, key));
    return key;
  }

  private static void assertAccepted(TestServer node, IssuedKey key) {
    assertThat(node.client(key.secret()).get(BALANCES).status()).isEqualTo(200);
  }

  private static void assertRevoked(TestServer node, IssuedKey key) {
    ApiClient.Answer answer = node.client(key.secret()).get(BALANCES);
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  private static HeadId head(IssuedKey key) {
    return new HeadId(key.key().accountId(), key.key().environment());
  }

  private static RevocationReceipt revoked(TestServer node, IssuedKey key) {
    return node.keys().revoke(key.key().id()).orElseThrow().receipt();
  }

  /** The row as after a revocation, without an entry in the log and without a notification. */
  private static void markRevoked(Handle handle, ApiKey key) {
    KeyHasher hasher =
        Secrets.open(first.database(), TestDatabase.secretsDirectory(), Optional.empty());
    ApiKey revoked = key.revokedAt(DatabaseClock.read(handle));
    Writes.send(handle, writes -> new KeyStore(hasher).update(writes, List.of(revoked)));
  }

  /** An entry in the log, without a notification. */
  private static long log(Handle handle, String keyId) {
    long number =
        handle
            .createQuery("UPDATE revocation_head SET last = last + 1 RETURNING last")
            .mapTo(Long.class)
            .one();
    handle.execute("INSERT INTO revocation VALUES (?, ?, clock_timestamp())", number, keyId);
    return number;
  }

  private static Handle begun() {
    return Jdbi.create(first.database().dataSource()).open().begin();
  }

  /** A transaction that holds what this statement locks. */
  private static Handle locker(String sql) {
    Handle handle = begun();
    handle.createQuery(sql).mapTo(String.class).list();
    return handle;
  }

  private static int renewing() {
    return count(
        "SELECT count(*) FROM node WHERE renewed_at > clock_timestamp() - interval '0.3 s'");
  }

  private static int applied(long number) {
    return count("SELECT count(*) FROM node WHERE applied >= " + number);
  }

  private static int waitingForHeads() {
    return count(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
          AND query LIKE '%account_head%'
        """);
  }

  private static List<Integer> leaseBackends() {
    return first
        .database()
        .with(handle ->
            handle
                .createQuery(
                    """
                    SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = :name
                    """)
                .bind("name", NodeLease.APPLICATION)
                .mapTo(Integer.class)
                .list());
  }

  /** How much the account has of everything that a payment writes. */
  private static List<Integer> written(HeadId head) {
    return Stream.of(
            "payment",
            "payment_due",
            "transfer",
            "(SELECT * FROM event WHERE type NOT LIKE 'api_key.%') AS event",
            "idempotency")
        .map(table ->
            first
                .database()
                .with(handle ->
                    handle
                        .createQuery("SELECT count(*) FROM " + table + " WHERE account_id = :id")
                        .bind("id", head.accountId())
                        .mapTo(Integer.class)
                        .one()))
        .toList();
  }

  private static int count(String sql) {
    return first.database().with(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
  }
}
