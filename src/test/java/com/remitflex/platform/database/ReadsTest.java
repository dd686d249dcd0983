package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestPlatform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadsTest {
  private static TestPlatform platform;
  private static HeadId account;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  /** What a batch has read under its locks. */
  private record UnderLock(List<Head> heads, List<Instant> now, long available) {}

  private static UnderLock lockAndRead(Handle handle) {
    Reads reads = new Reads();
    Found<Head> heads = HeadStore.lock(reads, Set.of(account));
    Found<Instant> now = DatabaseClock.query(reads);
    Found<Map.Entry<BalanceKey, Balance>> balances =
        LedgerStore.load(reads, Set.of(new BalanceKey(account, Currency.USDC)));
    reads.send(handle);
    return new UnderLock(
        heads.rows(), now.rows(), balances.rows().getFirst().getValue().of(SubAccount.AVAILABLE));
  }

  /** The engine relies on it: what it decides by was read after it had waited for the lock. */
  @Test
  void aQueryAfterOneThatWaitedForALockSeesWhatTheHolderCommitted() throws Exception {
    CompletableFuture<UnderLock> waiting;
    Instant released;
    try (Handle holder = platform.database().openForEngine()) {
      holder.begin();
      long before = lockAndRead(holder).available();
      waiting =
          CompletableFuture.supplyAsync(
              () -> platform.database().inTransaction(ReadsTest::lockAndRead));
      awaitLockWait();
      holder.execute(
          "UPDATE balance SET available = available - 7, held = held + 7"
              + " WHERE account_id = ? AND environment = 'sandbox' AND currency = 'USDC'",
          account.accountId());
      released = DatabaseClock.read(holder);
      holder.commit();

      UnderLock read = waiting.get(10, TimeUnit.SECONDS);
      assertThat(read.available()).isEqualTo(before - 7);
      assertThat(read.heads()).extracting(Head::id).containsExactly(account);
      assertThat(read.now().getFirst()).isAfterOrEqualTo(released);
    }
  }

  private static void awaitLockWait() {
    Await.until(
        "a session of this database waits for a lock",
        () ->
            platform
                .database()
                .with(handle ->
                    handle
                        .createQuery(
                            """
                            SELECT count(*) > 0 FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'
                            """)
                        .mapTo(Boolean.class)
                        .one()));
  }

  @Test
  void eachQueryHasItsOwnRows() {
    platform
        .database()
        .use(handle -> {
          Reads reads = new Reads();
          Found<Integer> two = reads.add("SELECT generate_series(1, 2)", row -> row.getInt(1));
          Found<Head> none = HeadStore.lock(reads, Set.of());
          Found<Integer> empty = reads.add("SELECT 1 WHERE false", row -> row.getInt(1));
          Found<Integer> last = reads.add("SELECT 3", row -> row.getInt(1));

          reads.send(handle);

          assertThat(two.rows()).containsExactly(1, 2);
          assertThat(none.rows()).isEmpty();
          assertThat(empty.rows()).isEmpty();
          assertThat(last.rows()).containsExactly(3);
        });
  }

  @Test
  void aQueryThatFailsFailsTheReads() {
    platform
        .database()
        .use(handle -> {
          Reads reads = new Reads();
          Found<Integer> one = reads.add("SELECT 1", row -> row.getInt(1));
          Found<Integer> two = reads.add("SELECT 1 / 0", row -> row.getInt(1));

          assertThatThrownBy(() -> reads.send(handle))
              .isInstanceOf(JdbiException.class)
              .satisfies(e -> assertThat(SqlErrorKind.find(e)).contains(SqlErrorKind.DATA));
          assertThat(two.rows()).isEmpty();
          assertThat(one.rows().size()).isLessThanOrEqualTo(1);
        });
  }
}
