package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.rpc.EvmNode;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Sends transactions to all nodes of a network, and waits only for the first one that has accepted:
 * a dead one does not delay the others.
 */
final class Broadcast implements AutoCloseable {
  private final EvmNodes nodes;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

  /** What the nodes say about a transaction, the best first. */
  enum Outcome {
    /** One has it, or had it already. */
    ACCEPTED,
    /** Its nonce is used up in a block. */
    NONCE_USED,
    /** Its fees are too low, for a block or to replace another transaction. */
    UNDERPRICED,
    /** The relayer cannot pay for it. */
    NO_GAS,
    /** Nothing is known: it may have been accepted. */
    UNKNOWN
  }

  Broadcast(EvmNodes nodes) {
    this.nodes = nodes;
  }

  Outcome send(SignedRelay signed) {
    List<EvmNode> all = nodes.awake();
    CompletionService<Outcome> outcomes = new ExecutorCompletionService<>(calls);
    all.forEach(node -> outcomes.submit(() -> send(node, signed)));
    Outcome best = Outcome.UNKNOWN;
    try {
      for (int i = 0; i < all.size() && best != Outcome.ACCEPTED; i++) {
        Outcome next = outcomes.take().get();
        best = next.compareTo(best) < 0 ? next : best;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return best;
  }

  private static Outcome send(EvmNode node, SignedRelay signed) {
    try {
      // One that returns another hash has not understood it.
      return node.send(signed.raw()).equals(signed.hash()) ? Outcome.ACCEPTED : Outcome.UNKNOWN;
    } catch (RpcException e) {
      return switch (e.kind()) {
        case ALREADY_KNOWN -> Outcome.ACCEPTED;
        case NONCE_TOO_LOW -> Outcome.NONCE_USED;
        case UNDERPRICED -> Outcome.UNDERPRICED;
        case INSUFFICIENT_GAS_FUNDS -> Outcome.NO_GAS;
        case TRANSIENT, UNKNOWN_BLOCK, REVERTED, REJECTED -> Outcome.UNKNOWN;
      };
    }
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }
}
