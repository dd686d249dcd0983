package com.remitflex.features.rails.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Reads blocks, logs and receipts as nodes send them. */
final class ChainJson {
  private static final int MAX_TOPICS = 4;

  private ChainJson() {}

  static Block block(JsonNode node) {
    return new Block(
        Hex.number(node.path("number"), "number"),
        Hex.bytes32(node.path("hash"), "hash"),
        Hex.bytes32(node.path("parentHash"), "parentHash"),
        Hex.number(node.path("timestamp"), "timestamp"));
  }

  /** The native coin that transactions of a complete block send to one of these addresses. */
  static List<NativeTransfer> nativeTransfers(JsonNode block, Set<EvmAddress> recipients) {
    if (!block.path("transactions").isArray()) {
      throw RpcException.invalid("a block without transactions");
    }
    return StreamSupport.stream(block.path("transactions").spliterator(), false)
        .filter(one -> one.path("to").isTextual())
        .filter(one -> recipients.contains(Hex.address(one.path("to"), "to")))
        .map(ChainJson::nativeTransfer)
        .filter(one -> one.wei().signum() > 0)
        .toList();
  }

  private static NativeTransfer nativeTransfer(JsonNode transaction) {
    return new NativeTransfer(
        Hex.bytes32(transaction.path("hash"), "hash"),
        Hex.address(transaction.path("from"), "from"),
        Hex.address(transaction.path("to"), "to"),
        Hex.quantity(transaction.path("value"), "value"));
  }

  /** The logs in their order; a log that is removed or appears twice makes all invalid. */
  static List<EventLog> logs(JsonNode node) {
    if (!node.isArray()) {
      throw RpcException.invalid("the logs are missing");
    }
    List<EventLog> logs =
        StreamSupport.stream(node.spliterator(), false)
            .map(ChainJson::log)
            .sorted(Comparator.comparingLong(EventLog::height).thenComparingLong(EventLog::index))
            .toList();
    for (int i = 1; i < logs.size(); i++) {
      EventLog before = logs.get(i - 1);
      EventLog log = logs.get(i);
      if (before.height() == log.height() && before.index() == log.index()) {
        throw RpcException.invalid("two logs with one index");
      }
    }
    return logs;
  }

  private static EventLog log(JsonNode node) {
    if (node.path("removed").asBoolean(false)) {
      throw RpcException.invalid("a log that was removed");
    }
    List<Bytes32> topics = new ArrayList<>();
    node.path("topics").forEach(topic -> topics.add(Hex.bytes32(topic, "a topic")));
    if (topics.size() > MAX_TOPICS) {
      throw RpcException.invalid("a log with " + topics.size() + " topics");
    }
    return new EventLog(
        Hex.address(node.path("address"), "address"),
        List.copyOf(topics),
        Hex.data(node.path("data"), "data"),
        Hex.number(node.path("blockNumber"), "blockNumber"),
        Hex.bytes32(node.path("blockHash"), "blockHash"),
        Hex.bytes32(node.path("transactionHash"), "transactionHash"),
        Hex.number(node.path("logIndex"), "logIndex"));
  }

  /** Nodes of other networks do not report it, or report null. */
  private static BigInteger dataFee(JsonNode fee) {
    return fee.isMissingNode() || fee.isNull() ? BigInteger.ZERO : Hex.quantity(fee, "l1Fee");
  }

  static Receipt receipt(JsonNode node) {
    Receipt receipt =
        new Receipt(
            Hex.bytes32(node.path("transactionHash"), "transactionHash"),
            Hex.number(node.path("blockNumber"), "blockNumber"),
            Hex.bytes32(node.path("blockHash"), "blockHash"),
            Hex.number(node.path("status"), "status") == 1,
            Hex.quantity(node.path("gasUsed"), "gasUsed"),
            Hex.quantity(node.path("effectiveGasPrice"), "effectiveGasPrice"),
            dataFee(node.path("l1Fee")),
            logs(node.path("logs")));
    boolean consistent =
        receipt.logs().stream()
            .allMatch(log ->
                log.transactionHash().equals(receipt.transactionHash())
                    && log.blockHash().equals(receipt.blockHash()));
    if (!consistent) {
      throw RpcException.invalid("a receipt with logs of another transaction");
    }
    return receipt;
  }
}
