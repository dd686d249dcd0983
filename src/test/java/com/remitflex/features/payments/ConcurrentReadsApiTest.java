package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reads of several accounts at the same time, on two nodes: their own objects, as they are now. */
class ConcurrentReadsApiTest {
  private static final Map<String, String> DATABASE =
      Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create());

  @RegisterExtension static final TestServer first = TestServer.with(DATABASE);
  @RegisterExtension static final TestServer second = TestServer.with(DATABASE);

  private static final int READERS = 4;
  private static final int CHANGES = 5;

  private static final String JOINT_LOOKUP = "query LIKE '%unnest%JOIN payment p%'";
  private static final String JOINT_PAGES = "query LIKE '%of_account%unnest%'";

  /** An account with one payment. */
  private record Tenant(ApiClient client, String id) {
    static Tenant open(TestServer server) {
      ApiClient client = server.newClient(Scope.WRITE);
      return new Tenant(client, created(client));
    }

    String path() {
      return "/v1/payments/" + id;
    }
  }

  private static String created(ApiClient client) {
    Answer answer = client.post("/v1/payments", PaymentBody.of("100", "USDC").toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  /**
   * The first reads wait for a lock, and so do the joint queries of those that came after them,
   * unless each of the first queries was for one read: then it is tried again.
   */
  @Test
  void readsThatWaitedTogetherGetTheirOwnAccountsObjects() {
    List<Tenant> tenants = Stream.generate(() -> Tenant.open(first)).limit(4).toList();
    Await.until("joint lookups and joint pages waited", () -> hasJoined(tenants));
  }

  private static boolean hasJoined(List<Tenant> tenants) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection locking = first.database().connect()) {
      lock(locking);
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < 3 * tenants.size(); i++) {
        Tenant tenant = tenants.get(i % tenants.size());
        Tenant other = tenants.get((i + 1) % tenants.size());
        readings.add(Reading.start(threads, tenant, other));
      }
      // For less time than a read waits for its turn.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      Await.until("a second or joint queries", () -> areJoint() || System.nanoTime() > end);
      boolean areJoint = areJoint();
      locking.rollback();

      readings.forEach(Reading::check);
      return areJoint;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean areJoint() {
    return waiting(JOINT_LOOKUP) > 0 && waiting(JOINT_PAGES) > 0;
  }

  private static void lock(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE payment IN ACCESS EXCLUSIVE MODE");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What one account reads: its payment, that of another account, and its list. */
  private record Reading(
      String id,
      CompletableFuture<Answer> own,
      CompletableFuture<Answer> foreign,
      CompletableFuture<Answer> list) {
    static Reading start(ExecutorService threads, Tenant tenant, Tenant other) {
      ApiClient client = tenant.client();
      return new Reading(
          tenant.id(),
          CompletableFuture.supplyAsync(() -> client.get(tenant.path()), threads),
          CompletableFuture.supplyAsync(() -> client.get(other.path()), threads),
          CompletableFuture.supplyAsync(() -> client.get("/v1/payments"), threads));
    }

    void check() {
      assertThat(own.join().json().path("id").asText()).isEqualTo(id);
      assertThat(foreign.join().status()).isEqualTo(404);
      JsonNode page = list.join().json();
      assertThat(page.path("data")).hasSize(1);
      assertThat(page.path("data").get(0).path("id").asText()).isEqualTo(id);
      assertThat(page.path("pagination").path("total").asInt()).isEqualTo(1);
    }
  }

  /** The connections whose query waits for a lock. */
  private static int waiting(String query) {
    return count("wait_event_type = 'Lock' AND " + query);
  }

  private static int count(String condition) {
    return second
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid() AND "
                        + condition)
                .mapTo(Integer.class)
                .one());
  }

  @Test
  void aReadAfterTheResponseToAWriteSeesItOnBothNodes() {
    List<Tenant> readers = Stream.generate(() -> Tenant.open(first)).limit(READERS).toList();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    AtomicBoolean isOver = new AtomicBoolean();
    String accountId = first.newAccount();
    String key = first.newKey(accountId, Environment.SANDBOX, Scope.WRITE).secret();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Tenant reader : readers) {
        for (TestServer node : List.of(first, second)) {
          ApiClient client = node.client(reader.client().key());
          threads.submit(() -> {
            while (!isOver.get()) {
              Answer one = client.get(reader.path());
              Answer page = client.get("/v1/payments?limit=5");
              if (!one.text().contains(reader.id()) || !page.text().contains(reader.id())) {
                wrong.add(one.text() + page.text());
              }
            }
          });
        }
      }
      try {
        change(first.client(key), List.of(first.client(key), second.client(key)));
      } finally {
        isOver.set(true);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void change(ApiClient writer, List<ApiClient> nodes) {
    IntStream.rangeClosed(1, CHANGES)
        .forEach(i -> {
          String path = "/v1/payments/" + created(writer);
          for (ApiClient node : nodes) {
            assertThat(node.get(path).json().path("status").asText()).isEqualTo("pending");
            assertThat(total(node)).isEqualTo(i);
          }
          assertThat(writer.delete(path).status()).isEqualTo(200);
          for (ApiClient node : nodes) {
            assertThat(node.get(path).json().path("status").asText()).isEqualTo("cancelled");
            JsonNode newest = node.get("/v1/payments?limit=5").json().path("data").get(0);
            assertThat(newest.path("status").asText()).isEqualTo("cancelled");
          }
        });
  }

  private static int total(ApiClient node) {
    return node.get("/v1/payments?limit=5").json().path("pagination").path("total").asInt();
  }
}
