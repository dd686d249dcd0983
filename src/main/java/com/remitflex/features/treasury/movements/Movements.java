package com.remitflex.features.treasury.movements;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.BookTransferStore;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.Matcher;
import com.remitflex.features.treasury.matching.TransferKind;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The movements of tokens that an operator makes and records. */
public final class Movements {
  private static final int MAX_NOTE = 500;

  private final Database database;
  private final Matcher matcher;
  private final AuditTrail audit;

  public Movements(Database database, Matcher matcher, AuditTrail audit) {
    this.database = database;
    this.matcher = matcher;
    this.audit = audit;
  }

  /** What is to be recorded. */
  public record Request(
      String network, Bytes32 transaction, MovementPurpose purpose, String note, Actor by) {}

  /**
   * Records the transfers of a transaction that belong to nothing else. Again: the same movements.
   *
   * @param chain reads the transaction on its network
   * @return the movements of the transaction; NOT_FOUND, VALIDATION_ERROR
   */
  @CheckReturnValue
  public Result<List<Movement>> record(Request request, TransactionTransfers chain) {
    if (request.note().length() > MAX_NOTE) {
      return invalid("The note is longer than " + MAX_NOTE + " characters.");
    }
    return chain
        .of(request.network(), request.transaction())
        .flatMap(
            transfers -> database.tryInTransaction(handle -> record(handle, request, transfers)));
  }

  private Result<List<Movement>> record(
      Handle handle, Request request, List<BookTransfer> transfers) {
    List<BookTransfer> rest = withoutOwners(handle, transfers);
    if (rest.isEmpty()) {
      return invalid(
          "Nothing is to be recorded: every transfer of this transaction is a deposit, a sweep or a"
              + " payout.");
    }
    Instant now = DatabaseClock.read(handle).truncatedTo(ChronoUnit.MILLIS);
    Result<List<Movement>> movements =
        new NewMovements(request, now, id -> MovementStore.find(handle, id)).of(rest);
    if (movements instanceof Result.Ok<List<Movement>>(List<Movement> made)) {
      Set<String> present = present(handle, request);
      made.stream()
          .filter(one -> !present.contains(one.id()))
          .forEach(one -> add(handle, one, request));
      matchNow(handle, request);
      return Result.ok(
          MovementStore.ofTransaction(handle, request.network(), request.transaction().text()));
    }
    return movements;
  }

  private static Set<String> present(Handle handle, Request request) {
    return Set.copyOf(
        MovementStore.ofTransaction(handle, request.network(), request.transaction().text())
            .stream()
            .map(Movement::id)
            .toList());
  }

  private void add(Handle handle, Movement movement, Request request) {
    MovementStore.insert(handle, movement);
    ObjectNode details =
        Json.object()
            .put("network", movement.network())
            .put("transaction", movement.transactionHash())
            .put("kind", movement.kind().word())
            .put("currency", movement.currency().name())
            .put("amount_minor", movement.amountMinor().toString())
            .put("float_minor", movement.floatMinor().toString())
            .put("note", movement.note());
    audit.append(
        handle,
        AuditTrail.PLATFORM,
        AuditAction.of(request.by(), "treasury.movement_recorded", movement.id(), details));
  }

  private void matchNow(Handle handle, Request request) {
    var _ =
        matcher.match(
            handle,
            BookTransferStore.unmatchedOf(handle, request.network(), request.transaction()));
  }

  /** The transfers that are neither deposits, sweeps nor payouts. */
  private List<BookTransfer> withoutOwners(Handle handle, List<BookTransfer> transfers) {
    List<BookTransfer> rest = new ArrayList<>(transfers);
    for (KnownTransfers one : matcher.known()) {
      if (one.kind() != TransferKind.MOVEMENT && !rest.isEmpty()) {
        Set<?> known = one.subjects(handle, rest).keySet();
        rest.removeIf(transfer -> known.contains(transfer.id()));
      }
    }
    return rest;
  }

  /** The movements that were recorded last. */
  public List<Movement> newest(int limit) {
    return database.with(handle -> MovementStore.newest(handle, limit));
  }

  private static <T> Result<T> invalid(String message) {
    return Result.rejected(ApiError.of(ErrorCode.VALIDATION_ERROR, message));
  }
}
