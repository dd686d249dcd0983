package com.remitflex.features.rails.evm.follower;

import com.remitflex.platform.database.Database;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports each change of a transfer to the listener. What it knows is stored after it was told, so
 * a crash in between repeats the report and never loses it.
 */
final class TransferReports {
  private static final Logger LOG = LoggerFactory.getLogger(TransferReports.class);
  private static final int MAX_AT_ONCE = 200;

  private final Database database;
  private final String network;
  private final TransferListener listener;

  TransferReports(Database database, String network, TransferListener listener) {
    this.database = database;
    this.network = network;
    this.listener = listener;
  }

  /** Reports what has changed; a report that fails delays only itself. */
  void run() {
    boolean more = true;
    while (more) {
      List<FoundTransfer> changed =
          database.with(handle -> TransferStore.unreported(handle, network, MAX_AT_ONCE));
      long told = changed.stream().filter(this::report).count();
      more = told == MAX_AT_ONCE;
    }
  }

  private boolean report(FoundTransfer transfer) {
    try {
      listener.changed(transfer);
    } catch (RuntimeException e) {
      LOG.warn(
          "transfer {} on {} will be reported again: {}",
          transfer.id().transactionHash(),
          network,
          e.toString());
      return false;
    }
    database.use(handle -> TransferStore.reported(handle, transfer));
    return true;
  }
}
