package com.remitflex.features.treasury.proof;

import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.Holding;
import java.util.stream.Stream;

/** What an operator reads about a difference. */
public final class ProofTexts {
  private ProofTexts() {}

  static Stream<String> difference(CurrencyProof proof) {
    int sign = proof.difference().signum();
    String amount = Amounts.text(proof.currency(), proof.difference().abs());
    return sign == 0
        ? Stream.empty()
        : Stream.of(
            sign < 0
                ? amount + " are missing: less is on the chains than is booked"
                : amount + " are not booked: more is on the chains than is booked");
  }

  public static String unmatchedOutgoing(BookTransfer transfer) {
    return "unexplained outgoing "
        + transfer.sentence()
        + ": it is not a payout, a sweep or a recorded movement";
  }

  public static String unmatchedIncoming(BookTransfer transfer) {
    return "unexplained incoming "
        + transfer.sentence()
        + ": it is not a deposit, a sweep or a recorded movement";
  }

  public static String unexplained(Holding holding) {
    return holding.place().address()
        + " on "
        + holding.place().network()
        + " holds "
        + Amounts.text(holding.currency(), holding.heldMinor())
        + ", but its transfers explain "
        + Amounts.text(holding.currency(), holding.explainedMinor());
  }
}
