package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Completed;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Callers;
import com.remitflex.testing.TestPlatform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The queries that read for several callers: each gets the rows of its own account. */
class JoinedReadsTest {
  private static final TestPlatform platform = new TestPlatform();
  private static final List<HeadId> heads = new ArrayList<>();
  private static final List<PaymentKey> payments = new ArrayList<>();

  /** Three accounts with 0, 1 and 30 payments. */
  @BeforeAll
  static void createPayments() {
    var engine = platform.node().start();
    for (int count : List.of(0, 1, 30)) {
      HeadId head = platform.newAccount();
      heads.add(head);
      var caller = Callers.of(platform.newKey(head));
      for (int i = 0; i < count; i++) {
        Completed created =
            engine
                .run(PaymentCommands.create(caller, new Money(Currency.USDC, 100_000_000 + i)))
                .orElseThrow();
        payments.add(new PaymentKey(head, created.result().resourceId()));
      }
    }
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Test
  void aJointLookupFindsThePaymentsOfEachAccount() {
    Set<PaymentKey> keys = new HashSet<>(payments);
    PaymentKey unknown = new PaymentKey(heads.get(1), IdPrefix.PAYMENT.next());
    keys.add(unknown);

    Map<PaymentKey, Payment> found = PaymentStore.findAll(platform.database(), keys);

    assertThat(found).containsOnlyKeys(payments);
    assertThat(found)
        .allSatisfy((key, payment) ->
            assertThat(PaymentStore.find(platform.database(), key)).contains(payment));
  }

  @Test
  void anIdOfAnotherAccountOrEnvironmentIsNotFound() {
    PaymentKey own = payments.getFirst();
    PaymentKey foreign = new PaymentKey(heads.get(2), own.id());
    PaymentKey live =
        new PaymentKey(new HeadId(own.head().accountId(), Environment.LIVE), own.id());

    assertThat(PaymentStore.findAll(platform.database(), Set.of(foreign, live, own)))
        .containsOnlyKeys(own);
    assertThat(PaymentStore.findAll(platform.database(), Set.of(foreign, live))).isEmpty();
  }

  /** An ID is unique by chance only: what decides is the account. */
  @Test
  void theSameIdInTwoAccountsIsTwoPayments() {
    PaymentKey own = payments.getFirst();
    PaymentKey copy = new PaymentKey(heads.get(2), own.id());
    String others = PaymentStore.COLUMNS.substring("account_id, ".length());
    platform
        .database()
        .use(handle -> {
          handle.execute(
              "INSERT INTO payment (account_id, "
                  + others
                  + ") SELECT ?, "
                  + others
                  + " FROM payment WHERE account_id = ? AND id = ?",
              copy.head().accountId(),
              own.head().accountId(),
              own.id());
        });
    try {
      Map<PaymentKey, Payment> both = PaymentStore.findAll(platform.database(), Set.of(own, copy));

      assertThat(both).containsOnlyKeys(own, copy);
      assertThat(PaymentStore.findAll(platform.database(), Set.of(own, payments.getLast())))
          .containsOnlyKeys(own, payments.getLast());
    } finally {
      platform
          .database()
          .use(handle ->
              handle.execute(
                  "DELETE FROM payment WHERE account_id = ? AND id = ?",
                  copy.head().accountId(),
                  copy.id()));
    }
  }

  @Test
  void jointFirstPagesAreThePagesOfEachAccount() {
    FirstPageStore pages = new FirstPageStore(platform.database());
    Set<FirstPageStore.Asked> asked = new HashSet<>();
    for (HeadId head : heads) {
      for (int limit : List.of(1, 20, 30, 100)) {
        asked.add(new FirstPageStore.Asked(head, limit));
      }
      asked.add(new FirstPageStore.Asked(new HeadId(head.accountId(), Environment.LIVE), 20));
    }

    Map<FirstPageStore.Asked, CountedPage<Payment>> found = pages.findAll(asked);

    assertThat(found).containsOnlyKeys(asked);
    assertThat(found)
        .allSatisfy((page, result) -> {
          assertThat(pages.find(page)).contains(result);
          assertThat(result)
              .isEqualTo(
                  new PaymentPageStore(platform.database(), page.head(), PaymentFilter.ALL)
                      .find(PageQuery.newest(page.limit())));
          assertThat(result.page().items())
              .allMatch(payment -> payment.key().head().equals(page.head()));
        });
    assertThat(found.get(new FirstPageStore.Asked(heads.get(2), 20)).total()).isEqualTo(30);
    assertThat(found.get(new FirstPageStore.Asked(heads.get(0), 20)).total()).isZero();
  }
}
