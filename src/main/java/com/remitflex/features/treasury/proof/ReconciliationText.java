package com.remitflex.features.treasury.proof;

import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.books.Book;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The result of a reconciliation in a few sentences: the outcome, its age, what is to be swept. */
public final class ReconciliationText {
  private ReconciliationText() {}

  /** For example "The ledgers agree with the chains, demo at block 812, 2 seconds ago." */
  public static String of(Proof proof, Instant now) {
    if (proof.books().isEmpty()) {
      return "No network has been compared with the ledgers yet.";
    }
    List<String> errors = proof.errors();
    String outcome =
        errors.isEmpty()
            ? "The ledgers agree with the chains"
            : "The ledgers do not agree with the chains (" + differences(errors) + ")";
    return outcome + ", " + ages(proof, now) + ". " + addresses(proof);
  }

  private static String differences(List<String> errors) {
    return errors.size() == 1 ? errors.getFirst() : errors.size() + " differences";
  }

  private static String ages(Proof proof, Instant now) {
    return proof.books().stream()
        .map(book -> book.network() + " at block " + book.height() + ", " + age(book, now))
        .collect(Collectors.joining("; "));
  }

  private static String age(Book book, Instant now) {
    long seconds = Math.max(0, Duration.between(book.updatedAt(), now).toSeconds());
    return seconds < 120 ? seconds + " s ago" : seconds / 60 + " min ago";
  }

  private static String addresses(Proof proof) {
    String held =
        proof.currencies().stream()
            .filter(one -> one.of(Term.DEPOSIT_ADDRESSES).signum() > 0)
            .map(one -> Amounts.text(one.currency(), one.of(Term.DEPOSIT_ADDRESSES)))
            .collect(Collectors.joining(", "));
    return "Deposit addresses hold " + (held.isEmpty() ? "nothing" : held) + ".";
  }
}
