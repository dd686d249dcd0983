package com.remitflex.features.treasury.proof;

import com.remitflex.features.treasury.books.Book;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether the books agree with the chains.
 *
 * @param books how far the books of each network are
 * @param currencies the equation of each currency
 * @param outgoing transfers out of our addresses that belong to nothing
 * @param incoming transfers to our addresses that belong to nothing
 * @param differing addresses that hold something else than their transfers explain
 * @param contradictions what is booked otherwise than the chain has it
 * @param incomplete why the equation cannot be checked yet
 */
public record Proof(
    List<Book> books,
    List<CurrencyProof> currencies,
    List<BookTransfer> outgoing,
    List<BookTransfer> incoming,
    List<Holding> differing,
    List<String> contradictions,
    List<String> incomplete) {

  /** Whether nothing is wrong and everything was checked. */
  public boolean holds() {
    return errors().isEmpty();
  }

  /** Everything that is wrong or was not checked, one line each. */
  public List<String> errors() {
    return Stream.concat(incomplete.stream(), faults().stream()).toList();
  }

  /** Everything that is wrong, one line each. */
  public List<String> faults() {
    List<String> errors = new ArrayList<>();
    if (incomplete.isEmpty()) {
      currencies.stream().flatMap(ProofTexts::difference).forEach(errors::add);
    }
    outgoing.stream().map(ProofTexts::unmatchedOutgoing).forEach(errors::add);
    incoming.stream().map(ProofTexts::unmatchedIncoming).forEach(errors::add);
    differing.stream().map(ProofTexts::unexplained).forEach(errors::add);
    errors.addAll(contradictions);
    return errors;
  }
}
