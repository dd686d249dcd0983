package com.remitflex.keyring;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import java.util.HashMap;
import java.util.Map;

/** How many exports and live tails this node is sending, to whom, and no more than it can. */
final class OpenStreams {
  static final int MOST_OF_ACCOUNT = 10;
  private static final int MOST = 200;
  private static final int RETRY_SECONDS = 10;

  private final Map<String, Integer> byAccount = new HashMap<>();
  private int all;

  /** A stream's place, given back when it ends. */
  final class Slot implements AutoCloseable {
    private final String accountId;

    private Slot(String accountId) {
      this.accountId = accountId;
    }

    @Override
    public void close() {
      giveBack(accountId);
    }
  }

  /**
   * A place for one more.
   *
   * @throws com.remitflex.errors.ApiException RATE_LIMIT_EXCEEDED
   */
  synchronized Slot take(String accountId) {
    int own = byAccount.getOrDefault(accountId, 0);
    if (own >= MOST_OF_ACCOUNT || all >= MOST) {
      throw ApiError.later(
              ErrorCode.RATE_LIMIT_EXCEEDED,
              own >= MOST_OF_ACCOUNT
                  ? "At most "
                      + MOST_OF_ACCOUNT
                      + " exports and live tails of an account can be open at once. Close one."
                  : "This server sends as many exports and live tails as it can. Try again.",
              RETRY_SECONDS)
          .exception();
    }

    byAccount.put(accountId, own + 1);
    all++;
    return new Slot(accountId);
  }

  private synchronized void giveBack(String accountId) {
    byAccount.computeIfPresent(accountId, (id, count) -> count > 1 ? count - 1 : null);
    all--;
  }
}
