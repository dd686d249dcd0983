package com.remitflex.web.cli.treasury;

import com.remitflex.features.treasury.FullReport;
import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.books.Book;
import com.remitflex.features.treasury.proof.CurrencyProof;
import com.remitflex.features.treasury.proof.Proof;
import com.remitflex.features.treasury.proof.Term;
import com.remitflex.platform.json.Json;
import com.remitflex.web.cli.Console;
import java.math.BigInteger;
import java.util.List;

/** Prints the proof of the books as an operator reads it. */
final class ReconcileText {
  private static final String LINE = "  %s %-52s %26s";
  private static final int MAX_ERRORS = 100;

  private ReconcileText() {}

  static void print(FullReport report) {
    Proof proof = report.proof();
    if (proof.books().isEmpty()) {
      Console.print("No network is in the treasury ledger: there is nothing to compare.");
    }
    for (Book book : proof.books()) {
      Console.print(
          "%s: every transfer up to block %d (%s), recorded at %s"
              .formatted(
                  book.network(), book.height(), book.hash().text(), Json.time(book.updatedAt())));
    }
    proof.currencies().forEach(ReconcileText::print);
    print(report.gas());
    printErrors(report.errors());
  }

  private static void print(CurrencyProof proof) {
    Console.print("");
    Console.print(proof.currency().name());
    print(proof, Term.Side.TOKENS);
    sum("tokens", proof.tokens(), proof);
    print(proof, Term.Side.BOOKED);
    sum("booked", proof.booked(), proof);
    sum("difference", proof.difference(), proof);
  }

  /** Terms that are nothing and rare are left out. */
  private static void print(CurrencyProof proof, Term.Side side) {
    for (Term term : Term.values()) {
      boolean isShown = term.isUsual() || proof.of(term).signum() != 0;
      if (term.side() == side && isShown) {
        Console.print(
            LINE.formatted(term.sign() > 0 ? "+" : "-", term.label(), text(proof, proof.of(term))));
      }
    }
  }

  private static void sum(String label, BigInteger minor, CurrencyProof proof) {
    Console.print(LINE.formatted("=", label, text(proof, minor)));
  }

  private static String text(CurrencyProof proof, BigInteger minor) {
    return Amounts.major(proof.currency(), minor).toPlainString();
  }

  private static void print(List<FullReport.Gas> gas) {
    if (!gas.isEmpty()) {
      Console.print("");
      Console.print("Gas (wei), which is not part of these sums");
      gas.forEach(one ->
          Console.print(
              "  %-10s %-9s %s %24s"
                  .formatted(one.network(), one.owner(), one.address().text(), one.wei())));
    }
  }

  private static void printErrors(List<String> errors) {
    Console.print("");
    if (errors.isEmpty()) {
      Console.print("The ledgers agree with the chains.");
      return;
    }
    Console.print("The ledgers do not agree with the chains:");
    errors.stream().limit(MAX_ERRORS).forEach(line -> Console.print("  " + line));
    if (errors.size() > MAX_ERRORS) {
      Console.print("  and " + (errors.size() - MAX_ERRORS) + " more");
    }
    Console.print("docs/operations/treasury.md explains each line and what to do.");
  }
}
