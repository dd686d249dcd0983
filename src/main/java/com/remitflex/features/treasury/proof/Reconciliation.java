package com.remitflex.features.treasury.proof;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.treasury.books.Book;
import com.remitflex.features.treasury.books.BookStore;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.BookTransferStore;
import com.remitflex.features.treasury.books.Holding;
import com.remitflex.features.treasury.breach.Loss;
import com.remitflex.features.treasury.breach.LossStore;
import com.remitflex.features.treasury.matching.DepositTransfers;
import com.remitflex.features.treasury.matching.KnownTransfers;
import com.remitflex.features.treasury.matching.TransferKind;
import com.remitflex.features.treasury.movements.MovementTotals;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Proves that the books agree with the chains, from one snapshot of the database. */
public final class Reconciliation {
  private static final int MAX_SHOWN = 100;

  private final List<KnownTransfers> known;

  public Reconciliation(List<KnownTransfers> known) {
    this.known = List.copyOf(known);
  }

  /** The proof with everything, also what takes long. */
  public Proof complete(Database database) {
    return database.inSnapshot(this::complete);
  }

  /** As {@link #complete(Database)}, within a snapshot. */
  public Proof complete(Handle handle) {
    List<String> contradictions = new ArrayList<>(ProofStore.contradictions(handle));
    contradictions.addAll(LossStore.violations(handle));
    known.forEach(one -> contradictions.addAll(one.contradictions(handle)));
    return proof(handle, contradictions);
  }

  /** The equation and what is unexplained, as after each final block. */
  public Proof quick(Database database) {
    return database.inSnapshot(handle -> proof(handle, List.of()));
  }

  private Proof proof(Handle handle, List<String> contradictions) {
    List<Book> books = BookStore.all(handle);
    return new Proof(
        books,
        books.isEmpty() ? List.of() : currencies(handle),
        BookTransferStore.unmatched(handle, true, MAX_SHOWN),
        incoming(handle),
        differing(handle),
        contradictions,
        ProofStore.notOpened(handle).stream()
            .map(name -> "the treasury ledger of " + name + " has not begun for every token yet")
            .toList());
  }

  /** A deposit may have been credited after its transfer was examined. */
  private static List<BookTransfer> incoming(Handle handle) {
    List<BookTransfer> unmatched = BookTransferStore.unmatched(handle, false, MAX_SHOWN);
    Set<TransferId> explained = new DepositTransfers().explained(handle, unmatched);
    return unmatched.stream().filter(one -> !explained.contains(one.id())).toList();
  }

  private static List<Holding> differing(Handle handle) {
    return BookStore.differing(handle, MAX_SHOWN);
  }

  private List<CurrencyProof> currencies(Handle handle) {
    Map<Currency, Map<Term, BigInteger>> terms = new EnumMap<>(Currency.class);
    ProofStore.addTo(handle, terms);
    MovementTotals movements = MovementTotals.read(handle);
    add(terms, Term.FLOAT, movements.floats());
    add(terms, Term.IN_TRANSIT, movements.inTransit());
    for (Loss loss : LossStore.counting(handle)) {
      add(
          terms,
          loss.kind().equals("deposit") ? Term.LOST_DEPOSITS : Term.LOST_PAYOUTS,
          Map.of(loss.currency(), loss.amountMinor()));
    }
    for (KnownTransfers one : known) {
      boolean isPayout = one.kind() == TransferKind.PAYOUT;
      add(terms, isPayout ? Term.NOT_BOOKED : Term.NOT_CREDITED, one.notBooked(handle));
      add(terms, isPayout ? Term.BOOKED_AHEAD : Term.CREDITED_AHEAD, one.bookedAhead(handle));
    }
    return terms.entrySet().stream()
        .filter(one -> one.getKey().isStablecoin())
        .map(one -> new CurrencyProof(one.getKey(), one.getValue()))
        .toList();
  }

  private static void add(
      Map<Currency, Map<Term, BigInteger>> terms, Term term, Map<Currency, BigInteger> minor) {
    minor.forEach((currency, amount) ->
        terms
            .computeIfAbsent(currency, any -> new EnumMap<>(Term.class))
            .merge(term, amount, BigInteger::add));
  }
}
