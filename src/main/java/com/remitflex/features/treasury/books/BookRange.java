package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.EventLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The transfers of a range of blocks: each once, also one from an address of ours to another.
 *
 * @param zeroValues number of outgoing transfers of nothing, which anyone can make
 */
record BookRange(List<BookTransfer> transfers, long zeroValues) {

  /**
   * Merges what the follower has recorded with what left our addresses.
   *
   * @param incoming to addresses of ours
   * @param outgoing logs of events from addresses of ours
   */
  static BookRange of(ChainNetwork network, List<FoundTransfer> incoming, List<EventLog> outgoing) {
    OutgoingLogs logs = new OutgoingLogs(network, outgoing);
    Map<TransferId, BookTransfer> all = new LinkedHashMap<>();
    incoming.forEach(
        one -> all.put(one.id(), new BookTransfer(one, false, true, logs.nonces(one))));
    long zeros = 0;
    for (FoundTransfer one : logs.transfers()) {
      if (one.amountMinor().signum() == 0) {
        zeros++;
      } else {
        boolean isIncoming = all.containsKey(one.id());
        all.put(one.id(), new BookTransfer(one, true, isIncoming, logs.nonces(one)));
      }
    }
    return new BookRange(List.copyOf(all.values()), zeros);
  }
}
