package com.remitflex.features.treasury;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.networks.FeeBounds;
import com.remitflex.features.rails.evm.networks.Finality;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.BookTransferStore;
import com.remitflex.features.treasury.books.NetworkBooks;
import com.remitflex.features.treasury.matching.DepositTransfers;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.Matcher;
import com.remitflex.features.treasury.movements.Movement;
import com.remitflex.features.treasury.movements.MovementPurpose;
import com.remitflex.features.treasury.movements.MovementTransfers;
import com.remitflex.features.treasury.movements.Movements;
import com.remitflex.features.treasury.movements.OpeningMovements;
import com.remitflex.features.treasury.proof.Proof;
import com.remitflex.features.treasury.proof.Reconciliation;
import com.remitflex.features.treasury.sweeps.SweepTransfers;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * An account that receives, pays and is swept on two networks, with an operator who moves tokens.
 * Ledger and deposits are rows of the real tables; what makes them is tested elsewhere.
 */
final class SimulatedPlatform {
  static final List<Currency> CURRENCIES = List.of(Currency.USDC, Currency.EURC);

  private final Database database;
  private final AuditTrail audit;
  private final HeadId head;
  private final Random random;
  private final ModelPayouts payouts = new ModelPayouts();
  private final List<KnownTransfers> known =
      List.of(new DepositTransfers(), new SweepTransfers(), payouts, new MovementTransfers());
  private final Matcher matcher;
  private final Reconciliation reconciliation = new Reconciliation(known);
  private final Map<String, SimulatedMoney> chains = new HashMap<>();
  private final Map<String, NetworkBooks> books = new HashMap<>();
  private final List<ChainNetwork> networks;
  private final List<String> inTransit = new ArrayList<>();
  private final List<Consumer<Handle>> late = new ArrayList<>();
  private long serial;

  SimulatedPlatform(Database database, AuditTrail audit, HeadId head, Random random) {
    this.audit = audit;
    this.database = database;
    this.head = head;
    this.random = random;
    this.matcher = new Matcher(database, known);
    this.networks = List.of(network("alpha", 1), network("beta", 2));
    new ChainStatus(database).configure(networks);
    for (ChainNetwork one : networks) {
      SimulatedMoney chain = new SimulatedMoney(one);
      one.tokens()
          .forEach(token ->
              chain.move(
                  token.contract(),
                  EvmAddress.ZERO,
                  one.treasury(),
                  BigInteger.valueOf(1_000_000_000),
                  Optional.empty()));
      chain.mine();
      chains.put(one.name(), chain);
      books.put(
          one.name(),
          new NetworkBooks(database, one, chain, new OpeningMovements(), matcher::matchNew));
      database.use(handle ->
          SimulatedRows.address(handle, head, one.name(), address(one.name() + " deposit")));
    }
    endDay();
  }

  static EvmAddress address(String name) {
    byte[] hash = Keccak.hash(name);
    return EvmAddress.of(Arrays.copyOf(hash, 20));
  }

  private static ChainNetwork network(String name, long chainId) {
    List<ChainToken> tokens =
        CURRENCIES.stream()
            .map(currency ->
                new ChainToken(
                    currency,
                    address(name + " " + currency),
                    6,
                    currency.name(),
                    true,
                    "",
                    "",
                    new Money(currency, 1),
                    new Money(currency, 1),
                    new Money(currency, 0)))
            .toList();
    return new ChainNetwork(
        name,
        chainId,
        List.of(),
        true,
        new Finality.Blocks(1),
        new FeeBounds(BigInteger.TWO, BigInteger.ONE),
        tokens,
        address(name + " treasury"),
        List.of(),
        Optional.empty(),
        Duration.ofMinutes(15));
  }

  private void write(Consumer<Handle> work) {
    database.inTransaction(handle -> {
      work.accept(handle);
      return true;
    });
  }

  HeadId head() {
    return head;
  }

  Database database() {
    return database;
  }

  /** One thing that happens on a day. */
  void act() {
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> deposit();
      case 3, 4 -> payout();
      case 5 -> sweep();
      case 6 -> external();
      case 7 -> depart();
      default -> arrive();
    }
  }

  private ChainNetwork anyNetwork() {
    return networks.get(random.nextInt(networks.size()));
  }

  private SimulatedMoney chain(ChainNetwork network) {
    return Objects.requireNonNull(chains.get(network.name()));
  }

  private static ChainToken token(ChainNetwork network, Currency currency) {
    return network.token(currency).orElseThrow();
  }

  private Currency anyCurrency() {
    return CURRENCIES.get(random.nextInt(CURRENCIES.size()));
  }

  private long amount() {
    return 1 + random.nextInt(50_000_000);
  }

  /** Sometimes it is held, and credited later. */
  private void deposit() {
    ChainNetwork network = anyNetwork();
    Currency currency = anyCurrency();
    long minor = amount();
    EvmAddress to = address(network.name() + " deposit");
    EventLog log =
        chain(network)
            .move(
                token(network, currency).contract(),
                address("customer"),
                to,
                BigInteger.valueOf(minor),
                Optional.empty());
    boolean isHeld = random.nextInt(5) == 0;
    write(handle -> SimulatedRows.incoming(handle, network, log, currency, minor));
    Consumer<Handle> deposit =
        handle -> {
          SimulatedRows.deposit(
              handle, head, network.name(), log, to, new Money(currency, minor), isHeld);
          if (!isHeld) {
            SimulatedRows.book(handle, head, currency, minor, 0);
          }
        };
    if (random.nextBoolean()) {
      late.add(deposit);
    } else {
      write(deposit);
    }
  }

  private Bytes32 nonce(String what) {
    return Bytes32.of(Keccak.hash("nonce " + what + " " + head.accountId() + " " + serial++));
  }

  /** Sometimes it is final on the chain before it is booked. */
  private void payout() {
    ChainNetwork network = anyNetwork();
    Currency currency = anyCurrency();
    long available = database.with(handle -> SimulatedRows.available(handle, head, currency));
    EvmAddress token = token(network, currency).contract();
    long minor = Math.min(available, amount());
    boolean isCovered =
        chain(network).held(token, network.treasury()).compareTo(BigInteger.valueOf(minor)) >= 0;
    if (minor > 0 && isCovered) {
      Bytes32 nonce = nonce("payout");
      EvmAddress to = address("recipient");
      boolean isBooked = random.nextInt(4) > 0;
      payouts.add(
          nonce,
          IdPrefix.PAYMENT.next(),
          network.name(),
          token,
          network.treasury(),
          to,
          new Money(currency, minor),
          isBooked);
      chain(network)
          .move(token, network.treasury(), to, BigInteger.valueOf(minor), Optional.of(nonce));
      write(handle -> SimulatedRows.pay(handle, head, currency, minor, isBooked));
    } else {
      bookLatePayouts();
    }
  }

  private void bookLatePayouts() {
    payouts
        .late()
        .forEach(money ->
            write(handle -> SimulatedRows.settle(handle, head, money.currency(), money.minor())));
  }

  private void sweep() {
    ChainNetwork network = anyNetwork();
    Currency currency = anyCurrency();
    EvmAddress token = token(network, currency).contract();
    EvmAddress from = address(network.name() + " deposit");
    BigInteger held = chain(network).held(token, from);
    if (held.signum() > 0) {
      Bytes32 nonce = nonce("sweep");
      long minor = held.longValueExact();
      EventLog log = chain(network).move(token, from, network.treasury(), held, Optional.of(nonce));
      write(handle -> {
        SimulatedRows.sweep(
            handle, network, token, from, new Money(currency, minor), nonce, serial++);
        SimulatedRows.incoming(handle, network, log, currency, minor);
      });
    }
  }

  /** The operator brings tokens in, or takes some out. */
  private void external() {
    ChainNetwork network = anyNetwork();
    Currency currency = anyCurrency();
    EvmAddress token = token(network, currency).contract();
    boolean isIn = random.nextBoolean();
    BigInteger minor = BigInteger.valueOf(amount());
    if (isIn || chain(network).held(token, network.treasury()).compareTo(minor) >= 0) {
      EvmAddress from = isIn ? address("operator") : network.treasury();
      EvmAddress to = isIn ? network.treasury() : address("operator");
      EventLog log = chain(network).move(token, from, to, minor, Optional.empty());
      if (isIn) {
        write(handle ->
            SimulatedRows.incoming(handle, network, log, currency, minor.longValueExact()));
      }
      record(network, log, isIn, new MovementPurpose.External());
    }
  }

  private Movement record(
      ChainNetwork network, EventLog log, boolean isIncoming, MovementPurpose purpose) {
    BookTransfer transfer = SimulatedRows.transfer(network, log, isIncoming);
    Movements movements = new Movements(database, matcher, audit);
    return movements
        .record(
            new Movements.Request(
                network.name(), log.transactionHash(), purpose, "", Actor.operator()),
            (name, hash) -> Result.ok(List.of(transfer)))
        .orElseThrow()
        .getFirst();
  }

  private void depart() {
    ChainNetwork network = networks.getFirst();
    Currency currency = Currency.USDC;
    EvmAddress token = token(network, currency).contract();
    BigInteger minor = BigInteger.valueOf(amount());
    if (chain(network).held(token, network.treasury()).compareTo(minor) >= 0) {
      EventLog log =
          chain(network)
              .move(token, network.treasury(), address("bridge"), minor, Optional.empty());
      inTransit.add(record(network, log, false, new MovementPurpose.Transit()).id() + " " + minor);
    }
  }

  /** A little may be lost on the way. */
  private void arrive() {
    if (!inTransit.isEmpty()) {
      String[] sent = inTransit.removeFirst().split(" ", -1);
      ChainNetwork network = networks.getLast();
      BigInteger minor = new BigInteger(sent[1]).subtract(BigInteger.valueOf(random.nextInt(2)));
      if (minor.signum() > 0) {
        EventLog log =
            chain(network)
                .move(
                    token(network, Currency.USDC).contract(),
                    address("bridge"),
                    network.treasury(),
                    minor,
                    Optional.empty());
        write(handle ->
            SimulatedRows.incoming(handle, network, log, Currency.USDC, minor.longValueExact()));
        record(network, log, true, new MovementPurpose.Arrival(sent[0]));
      }
    }
  }

  /** Deposits whose transfers were in the books before them; nothing has examined these since. */
  void addLateDeposits() {
    late.forEach(this::write);
    late.clear();
  }

  /** The transfers of new deposits are examined. */
  void match() {
    networks.forEach(network -> matcher.run(network.name()));
  }

  /** The blocks of the day are final, and in the books, which others may have seen without it. */
  void endDay() {
    for (ChainNetwork network : networks) {
      SimulatedMoney chain = chain(network);
      chain.mine();
      write(handle -> SimulatedRows.followed(handle, network.name(), chain.block(chain.height())));
      if (!Objects.requireNonNull(books.get(network.name())).advance()) {
        throw new AssertionError("the books are behind");
      }
    }
  }

  Proof proof(Handle handle) {
    return reconciliation.complete(handle);
  }

  /** What an attacker has made the chain do, before the matcher looks at it. */
  void matchIn(Handle handle, String network) {
    var _ = matcher.match(handle, BookTransferStore.toExamine(handle, network, 100));
  }
}
