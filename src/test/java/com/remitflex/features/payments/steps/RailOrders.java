package com.remitflex.features.payments.steps;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStep;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.RailOrder;
import com.remitflex.features.rails.RailOrder.Stage;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.testing.Await;
import com.remitflex.testing.Callers;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Payments whose rail has their orders, and a rail that does what a test says. */
abstract class RailOrders {
  private static final Money AMOUNT = new Money(Currency.USDC, 100_000_000);
  static final Duration LATER = Duration.ofHours(1);
  static final String HASH = "0x" + "ab".repeat(32);

  final FakeRail rail = new FakeRail("sandbox");
  private final List<RailWorker> workers = new ArrayList<>();
  TestPlatform platform;
  Pauses pauses;
  private HeadId account;
  private Principal key;
  Engine engine;

  /** Does what the test says, and remembers for which payments it was asked. */
  static final class FakeRail implements Rail {
    private final String name;
    final ConcurrentLinkedQueue<String> worked = new ConcurrentLinkedQueue<>();
    volatile Function<RailOrder, Report> work = order -> Report.Waiting.early(LATER);

    FakeRail(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<ApiError> rejection(PaymentOrder order) {
      return Optional.empty();
    }

    @Override
    public Report work(RailOrder order) {
      worked.add(order.payment().reference());
      return work.apply(order);
    }
  }

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    account = platform.newAccount();
    key = platform.newKey(account);
    engine = platform.node().start();
    pauses = new Pauses(platform.database(), platform.trail());
  }

  @AfterEach
  void close() {
    workers.forEach(RailWorker::close);
    platform.assertWhole();
    platform.close();
  }

  RailWorker worker(Rail one) {
    return worker(one, engine);
  }

  RailWorker worker(Rail one, Engine node) {
    RailWorker worker = new RailWorker(platform.database(), node, one, pauses, Traces.OFF);
    workers.add(worker);
    return worker;
  }

  /** Payments that their rail has, as the worker of due steps leaves them. */
  List<PaymentKey> started(int many) {
    List<PaymentKey> payments = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      Command create = PaymentCommands.create(Callers.of(key), AMOUNT);
      payments.add(new PaymentKey(account, engine.run(create).orElseThrow().result().resourceId()));
    }
    execute("UPDATE payment_due SET due_at = now() - interval '1 second'");
    PaymentWorker starting =
        new PaymentWorker(
            platform.database(),
            engine,
            Checks.of(platform),
            new Rails(rail, List.of()),
            Traces.OFF);
    while (starting.workOnce() > 0) {}
    return payments;
  }

  void execute(String sql) {
    platform.database().use(handle -> handle.execute(sql));
  }

  List<String> texts(String sql) {
    return platform.database().with(h -> h.createQuery(sql).mapTo(String.class).list());
  }

  Payment find(PaymentKey payment) {
    return PaymentStore.find(platform.database(), payment).orElseThrow();
  }

  void await(PaymentKey payment, PaymentStatus status) {
    Await.until(status.word(), () -> find(payment).status(), status::equals);
  }

  Result<Completed> step(PaymentKey payment, PaymentStep step) {
    return engine.run(new AdvancePayment(find(payment), step));
  }

  Result<Completed> progress(PaymentKey payment, Report.Progress progress) {
    return engine.run(new RecordProgress(payment, progress));
  }

  static Report settledThenDelivered(RailOrder order) {
    return order.stage() == Stage.PROCESSING
        ? new Report.Settled(Optional.empty(), Duration.ZERO)
        : new Report.Delivered();
  }

  static void hang(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted by the shutdown", e);
    }
  }
}
