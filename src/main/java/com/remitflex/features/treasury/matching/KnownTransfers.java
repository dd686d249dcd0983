package com.remitflex.features.treasury.matching;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** A part of the platform that moves tokens, and knows which transfers are its own. */
public interface KnownTransfers {
  TransferKind kind();

  /**
   * What each of these transfers belongs to, by ID of a deposit, payment and so on: only where
   * network, addresses, token and amount are exactly as booked. The others are not in the result.
   */
  Map<TransferId, String> subjects(Handle handle, List<BookTransfer> transfers);

  /**
   * Transfers of this kind in the books whose money is not booked in the ledger yet, by currency.
   */
  Map<Currency, BigInteger> notBooked(Handle handle);

  /** What is booked already although its final block is not in the books yet, by currency. */
  Map<Currency, BigInteger> bookedAhead(Handle handle);

  /** What is booked without its transfer, or otherwise than its transfer says; one line each. */
  List<String> contradictions(Handle handle);
}
