package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds and lists the deposits of accounts, and takes the decisions of operators. */
public final class DepositService {
  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;

  public DepositService(Database database, Engine engine, AuditTrail audit) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
  }

  /** A deposit of this account and environment. */
  public Optional<Deposit> find(HeadId head, String id) {
    return IdPrefix.DEPOSIT.matches(id) ? DepositStore.find(database, head, id) : Optional.empty();
  }

  /** Lists deposits, page and total in one snapshot. */
  public CountedPage<Deposit> list(HeadId head, DepositFilter filter, PageQuery query) {
    return DepositPageStore.find(database, head, filter, query);
  }

  /** The events of a deposit, oldest first. */
  public List<Event> timeline(Deposit deposit) {
    return EventStore.about(database, deposit.head(), deposit.id());
  }

  /** Holds a deposit that is pending; VALIDATION_ERROR for any other. */
  @CheckReturnValue
  public Result<Completed> hold(Caller caller, String id, Optional<String> note) {
    return review(caller, id, ReviewDeposit.Choice.HOLD, note);
  }

  /** Releases a held deposit; VALIDATION_ERROR for any other. */
  @CheckReturnValue
  public Result<Completed> release(Caller caller, String id, Optional<String> note) {
    return review(caller, id, ReviewDeposit.Choice.RELEASE, note);
  }

  /** Records that a held deposit stays held; VALIDATION_ERROR for any other. */
  @CheckReturnValue
  public Result<Completed> keep(Caller caller, String id, Optional<String> note) {
    return review(caller, id, ReviewDeposit.Choice.KEEP, note);
  }

  private Result<Completed> review(
      Caller caller, String id, ReviewDeposit.Choice choice, Optional<String> note) {
    Optional<Deposit> deposit = find(caller.head(), id);
    if (deposit.isEmpty()) {
      return Result.rejected(ErrorCode.NOT_FOUND, "No deposit with this ID exists.");
    }
    return engine.run(new ReviewDeposit(caller, audit, deposit.get().key(), choice, note));
  }

  /** The account and environment of a deposit, for the operator, who knows only its ID. */
  public Optional<HeadId> headOf(String id) {
    return IdPrefix.DEPOSIT.matches(id)
        ? database.with(handle -> DepositListStore.headOf(handle, id))
        : Optional.empty();
  }

  /** The held deposits of all accounts, oldest first, for the operator. */
  public List<Deposit> held(int limit) {
    return DepositListStore.held(database, limit);
  }

  /**
   * The number of deposits of all accounts, by environment and status.
   *
   * @param undecided held deposits, except those below the minimum, that no operator has decided
   */
  public record Totals(
      Map<Environment, Map<DepositStatus, Long>> deposits, Map<Environment, Long> undecided) {
    public long undecidedIn(Environment environment) {
      return undecided.getOrDefault(environment, 0L);
    }

    public long of(Environment environment, DepositStatus status) {
      return deposits.getOrDefault(environment, Map.of()).getOrDefault(status, 0L);
    }
  }

  /** Adds up the counters of all accounts, for the operator. */
  public Totals totals() {
    return database.with(DepositCountStore::totals);
  }
}
