package com.remitflex.features.treasury;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.rails.evm.follower.WatchedAddresses;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.treasury.alarms.Alarm;
import com.remitflex.features.treasury.alarms.Alarms;
import com.remitflex.features.treasury.books.NetworkBooks;
import com.remitflex.features.treasury.books.RpcBooksSource;
import com.remitflex.features.treasury.books.TreasuryAddresses;
import com.remitflex.features.treasury.breach.BrokenFinality;
import com.remitflex.features.treasury.breach.LossStore;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.Matcher;
import com.remitflex.features.treasury.movements.Movement;
import com.remitflex.features.treasury.movements.MovementStore;
import com.remitflex.features.treasury.movements.Movements;
import com.remitflex.features.treasury.movements.OpeningMovements;
import com.remitflex.features.treasury.movements.RpcTransactionTransfers;
import com.remitflex.features.treasury.proof.Proof;
import com.remitflex.features.treasury.proof.Reconciliation;
import com.remitflex.features.treasury.sweeps.SweepPlan;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** What an operator does with the treasury; it opens the nodes of a network when it needs them. */
public final class Treasury implements AutoCloseable {
  private final Database database;
  private final List<ChainNetwork> networks;
  private final Function<ChainNetwork, EvmNodes> connect;
  private final Map<String, EvmNodes> connected = new HashMap<>();
  private final WatchedAddresses deposits;
  private final SweepPlan sweeps;
  private final Matcher matcher;
  private final Reconciliation reconciliation;
  private final Movements movements;
  private final Alarms alarms;
  private final BrokenFinality broken;

  /**
   * The treasury of these networks.
   *
   * @param connect opens the nodes of a network
   * @param deposits the deposit addresses
   */
  public Treasury(
      Database database,
      List<ChainNetwork> networks,
      Function<ChainNetwork, EvmNodes> connect,
      WatchedAddresses deposits,
      SweepPlan sweeps,
      List<KnownTransfers> known,
      AuditTrail audit,
      Pauses pauses) {
    this.database = database;
    this.networks = networks;
    this.connect = connect;
    this.deposits = deposits;
    this.sweeps = sweeps;
    this.matcher = new Matcher(database, known);
    this.reconciliation = new Reconciliation(known);
    this.movements = new Movements(database, matcher, audit);
    this.broken = new BrokenFinality(database, audit);
    this.alarms = new Alarms(database, audit, pauses);
  }

  public List<ChainNetwork> networks() {
    return networks;
  }

  /** What is swept, and can be. */
  public SweepPlan sweeps() {
    return sweeps;
  }

  private EvmNodes nodes(ChainNetwork network) {
    return connected.computeIfAbsent(network.name(), name -> connect.apply(network));
  }

  /**
   * Brings the books up to date, asks the chains about every address, and proves the equation.
   *
   * @param progress receives lines for the operator
   */
  public FullReport reconcile(Consumer<String> progress) {
    List<String> errors = new ArrayList<>();
    List<FullReport.Gas> gas = new ArrayList<>();
    for (ChainNetwork network : networks) {
      progress.accept("Reading " + network.name() + " …");
      NetworkBooks books =
          new NetworkBooks(
              database,
              network,
              new RpcBooksSource(network, nodes(network)),
              new OpeningMovements(),
              matcher::matchNew);
      NetworkAudit audit = new NetworkAudit(database, books, progress);
      audit.run();
      matcher.run(network.name());
      errors.addAll(audit.errors());
      gas.addAll(audit.gas());
    }
    return new FullReport(reconciliation.complete(database), errors, gas);
  }

  /** The equation and what is unexplained, as far as the servers have followed the chains. */
  public Proof proof() {
    return reconciliation.quick(database);
  }

  /** Signs every row that is signed under an older pepper again; returns the number of rows. */
  public static int signAgain(Handle handle) {
    return MovementStore.signAgain(handle) + LossStore.signAgain(handle);
  }

  /** What is wrong in the books, within a snapshot and without asking the chains. */
  public List<String> faults(Handle handle) {
    return reconciliation.complete(handle).faults();
  }

  /** Records a transaction of the operator; errors as {@link Movements#record}. */
  @CheckReturnValue
  public Result<List<Movement>> record(Movements.Request request) {
    return movements.record(
        request,
        new RpcTransactionTransfers(
            name -> networks.stream().filter(one -> one.name().equals(name)).findFirst(),
            this::nodes,
            new TreasuryAddresses(database),
            deposits));
  }

  /** What rests on replaced final blocks of a network; NOT_FOUND. */
  @CheckReturnValue
  public Result<BrokenFinality.Damage> damage(String name) {
    return network(name).flatMap(one -> broken.damage(name, nodes(one)));
  }

  /** Lets a network continue after its finality was broken; errors as {@link #damage}. */
  @CheckReturnValue
  public Result<BrokenFinality.Damage> rewind(String name, String reason, Actor by) {
    return network(name).flatMap(one -> broken.resume(name, nodes(one), reason, by));
  }

  private Result<ChainNetwork> network(String name) {
    return networks.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .map(Result::ok)
        .orElseGet(() ->
            Result.rejected(
                ErrorCode.NOT_FOUND,
                "No network of this name is in the file of REMITFLEX_NETWORKS_FILE."));
  }

  /** The movements that were recorded last, newest first. */
  public List<Movement> movements(int limit) {
    return movements.newest(limit);
  }

  /** The alarms that are not over. */
  public List<Alarm> alarms() {
    return alarms.open();
  }

  @Override
  public void close() {
    connected.values().forEach(EvmNodes::close);
  }
}
