package com.remitflex.features.rails.evm.tokens;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.EvmNode;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.LogFilter;
import com.remitflex.features.rails.evm.rpc.RpcErrorKind;
import com.remitflex.features.rails.evm.rpc.RpcException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads what became of an authorisation, at a final block and as independent nodes agree. Every
 * method throws a {@link com.remitflex.features.rails.evm.rpc.ChainUnavailableException} if they do
 * not respond or do not agree.
 */
public final class AuthorizationReader {
  private static final int MAX_RANGE = 2_000;

  private final EvmNodes nodes;

  public AuthorizationReader(EvmNodes nodes) {
    this.nodes = nodes;
  }

  /**
   * What became of an authorisation in a block that is final, for example the one that contains our
   * own transaction; empty if it was neither used nor cancelled there.
   */
  public Optional<AuthorizationProof> in(FinalBlock block, AuthorizedTransfer transfer) {
    List<EventLog> logs = nodes.agreed(node -> node.logs(block.hash(), all(transfer))).orThrow();
    return logs.stream().anyMatch(log -> isEnd(log, transfer))
        ? Optional.of(proof(logs, transfer))
        : Optional.empty();
  }

  /**
   * What became of an authorisation up to a final block.
   *
   * @param since the authorisation was made after this time, by any clock
   */
  public AuthorizationProof upTo(FinalBlock last, AuthorizedTransfer transfer, Instant since) {
    Block end =
        nodes
            .agreed(node -> node.block(last.hash()))
            .orThrow()
            .orElseThrow(() -> new IllegalStateException("agreed, but absent: " + last));
    String state = TokenCalls.authorizationState(transfer.from(), transfer.nonce());
    boolean isOver =
        TokenCalls.number(
                    nodes.agreed(node -> node.call(transfer.token(), state, last.hash())).orThrow())
                .signum()
            != 0;
    return isOver
        ? search(end, transfer, since)
        : new AuthorizationProof.Unused(end.height(), end.timestamp());
  }

  /** The event that says how it ended, in ranges of blocks from the newest final one downwards. */
  private AuthorizationProof search(Block end, AuthorizedTransfer transfer, Instant since) {
    Block to = end;
    while (true) {
      Block upper = to;
      long from = Math.max(0, upper.height() - MAX_RANGE + 1);
      List<EventLog> ends = nodes.agreed(node -> node.logs(from, upper, ends(transfer))).orThrow();
      if (!ends.isEmpty()) {
        Bytes32 hash = ends.getFirst().blockHash();
        return in(new FinalBlock(ends.getFirst().height(), hash), transfer)
            .orElseGet(() -> new AuthorizationProof.Unclear("its event is not in block " + hash));
      }
      if (from == 0 || upper.timestamp() < since.getEpochSecond()) {
        return new AuthorizationProof.Unclear(
            "the authorisation is used or cancelled, but no event of it was found since " + since);
      }
      to = nodes.agreed(node -> canonical(node, from - 1, end)).orThrow();
    }
  }

  private static Block canonical(EvmNode node, long height, Block end) {
    boolean isOnChain =
        node.block(end.height()).map(Block::hash).filter(end.hash()::equals).isPresent();
    if (!isOnChain) {
      throw new RpcException(RpcErrorKind.UNKNOWN_BLOCK, "its chain is another one");
    }
    return node.block(height)
        .orElseThrow(() -> new RpcException(RpcErrorKind.UNKNOWN_BLOCK, "the block is missing"));
  }

  /** The events that end this authorisation. */
  private static LogFilter ends(AuthorizedTransfer transfer) {
    return new LogFilter(
        List.of(transfer.token()),
        List.of(
            List.of(TokenEvents.AUTHORIZATION_USED, TokenEvents.AUTHORIZATION_CANCELED),
            List.of(TokenEvents.topic(transfer.from())),
            List.of(transfer.nonce())));
  }

  /** All events of its token that concern the sender. */
  private static LogFilter all(AuthorizedTransfer transfer) {
    return new LogFilter(
        List.of(transfer.token()),
        List.of(
            List.of(
                TokenEvents.AUTHORIZATION_USED,
                TokenEvents.AUTHORIZATION_CANCELED,
                TokenEvents.TRANSFER),
            List.of(TokenEvents.topic(transfer.from()))));
  }

  /** Reads the events of one block: the transfer follows the use, in the same transaction. */
  private static AuthorizationProof proof(List<EventLog> logs, AuthorizedTransfer transfer) {
    for (int i = 0; i < logs.size(); i++) {
      EventLog log = logs.get(i);
      if (isOf(log, TokenEvents.AUTHORIZATION_CANCELED, transfer)) {
        return new AuthorizationProof.Cancelled(log.transactionHash(), log.height());
      }
      if (isOf(log, TokenEvents.AUTHORIZATION_USED, transfer)) {
        return i + 1 < logs.size() && isTransferOf(log, logs.get(i + 1), transfer)
            ? new AuthorizationProof.Paid(log.transactionHash(), log.height())
            : new AuthorizationProof.Unclear(
                "the authorisation was used in transaction "
                    + log.transactionHash()
                    + ", but the tokens did not move as authorised");
      }
    }
    return new AuthorizationProof.Unclear("the events of a block contradict each other");
  }

  private static boolean isEnd(EventLog log, AuthorizedTransfer transfer) {
    return isOf(log, TokenEvents.AUTHORIZATION_USED, transfer)
        || isOf(log, TokenEvents.AUTHORIZATION_CANCELED, transfer);
  }

  private static boolean isOf(EventLog log, Bytes32 event, AuthorizedTransfer transfer) {
    return log.topics().size() == 3
        && log.topics().getFirst().equals(event)
        && log.topics().get(2).equals(transfer.nonce());
  }

  private static boolean isTransferOf(EventLog used, EventLog log, AuthorizedTransfer transfer) {
    return log.topics().size() == 3
        && log.topics().getFirst().equals(TokenEvents.TRANSFER)
        && log.transactionHash().equals(used.transactionHash())
        && log.topics().get(2).equals(TokenEvents.topic(transfer.to()))
        && Bytes32.parse(log.data())
            .filter(word -> TokenCalls.number(word.text()).equals(transfer.amountMinor()))
            .isPresent();
  }

  /** The balance of an address in the state after a block. */
  public BigInteger balance(EvmAddress token, EvmAddress owner, Bytes32 block) {
    String call = TokenCalls.balanceOf(owner);
    return TokenCalls.number(nodes.agreed(node -> node.call(token, call, block)).orThrow());
  }
}
