package com.remitflex.features.treasury.movements;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import java.util.List;

/** Reads which transfers a transaction made, as the nodes of its network agree. */
@FunctionalInterface
public interface TransactionTransfers {
  /**
   * The transfers of configured tokens in or out of our addresses, in a block of the chain;
   * NOT_FOUND or VALIDATION_ERROR if there are none.
   */
  @CheckReturnValue
  Result<List<BookTransfer>> of(String network, Bytes32 transaction);
}
