package com.remitflex.features.rails.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One node of a network, reached at one URL. A response that contradicts the request counts as
 * failed. Every method throws a {@link RpcException} if the call fails.
 */
public final class EvmNode {
  private final RpcUrl url;
  private final RpcClient client;
  private final RpcHealth health;
  private volatile Optional<Long> chainId = Optional.empty();

  EvmNode(RpcUrl url, RpcClient client, RpcHealth health) {
    this.url = url;
    this.client = client;
    this.health = health;
  }

  public RpcUrl url() {
    return url;
  }

  RpcHealth health() {
    return health;
  }

  /** The chain that the node says it is on, read once until {@link #forgetChainId}. */
  public long chainId() {
    Optional<Long> known = chainId;
    if (known.isPresent()) {
      return known.get();
    }
    long read = Hex.number(client.call("eth_chainId"), "the chain ID");
    chainId = Optional.of(read);
    return read;
  }

  void forgetChainId() {
    chainId = Optional.empty();
  }

  /** The height of the newest block that the node has. */
  public long headHeight() {
    long height = Hex.number(client.call("eth_blockNumber"), "the height");
    health.head(height);
    return height;
  }

  /** The block at a height of the node's canonical chain; empty if it has none yet. */
  public Optional<Block> block(long height) {
    Optional<Block> block = block(client.call("eth_getBlockByNumber", Hex.quantity(height), false));
    if (block.filter(one -> one.height() != height).isPresent()) {
      throw RpcException.invalid("a block of another height");
    }
    return block;
  }

  /** The block with this hash, on whichever branch; empty if the node does not have it. */
  public Optional<Block> block(Bytes32 hash) {
    Optional<Block> block = block(client.call("eth_getBlockByHash", hash.text(), false));
    if (block.filter(one -> !one.hash().equals(hash)).isPresent()) {
      throw RpcException.invalid("a block with another hash");
    }
    return block;
  }

  /** The newest block that the network's protocol never replaces. */
  public Optional<Block> finalized() {
    return block(client.call("eth_getBlockByNumber", "finalized", false));
  }

  /** The native coin that transactions in the canonical block at a height send to these. */
  public List<NativeTransfer> nativeTransfers(long height, Set<EvmAddress> recipients) {
    JsonNode node = client.call("eth_getBlockByNumber", Hex.quantity(height), true);
    return ChainJson.nativeTransfers(node, recipients);
  }

  private static Optional<Block> block(JsonNode node) {
    return node.isNull() ? Optional.empty() : Optional.of(ChainJson.block(node));
  }

  /** The logs of the block with this hash. */
  public List<EventLog> logs(Bytes32 blockHash, LogFilter filter) {
    ObjectNode request = filter.json().put("blockHash", blockHash.text());
    List<EventLog> logs = filtered(ChainJson.logs(client.call("eth_getLogs", request)), filter);
    if (logs.stream().anyMatch(log -> !log.blockHash().equals(blockHash))) {
      throw RpcException.invalid("a log of another block");
    }
    return logs;
  }

  /**
   * The logs of the canonical blocks from a height up to a block. The node must have that block on
   * its canonical chain, before and after; so its response is not from another branch.
   */
  public List<EventLog> logs(long from, Block to, LogFilter filter) {
    requireCanonical(to);
    ObjectNode request = filter.json();
    request.put("fromBlock", Hex.quantity(from)).put("toBlock", Hex.quantity(to.height()));
    List<EventLog> logs = filtered(ChainJson.logs(client.call("eth_getLogs", request)), filter);
    if (logs.stream().anyMatch(log -> log.height() < from || log.height() > to.height())) {
      throw RpcException.invalid("a log of another height");
    }
    requireCanonical(to);
    return logs;
  }

  private void requireCanonical(Block block) {
    if (!block(block.height()).map(Block::hash).equals(Optional.of(block.hash()))) {
      throw new RpcException(
          RpcErrorKind.UNKNOWN_BLOCK, "its block " + block.height() + " is another one");
    }
  }

  private static List<EventLog> filtered(List<EventLog> logs, LogFilter filter) {
    if (!logs.stream().allMatch(filter::includes)) {
      throw RpcException.invalid("a log that was not asked for");
    }
    return logs;
  }

  /** The receipt of a transaction in the node's canonical chain; empty if it is in no block. */
  public Optional<Receipt> receipt(Bytes32 transactionHash) {
    JsonNode node = client.call("eth_getTransactionReceipt", transactionHash.text());
    if (node.isNull()) {
      return Optional.empty();
    }
    Receipt receipt = ChainJson.receipt(node);
    if (!receipt.transactionHash().equals(transactionHash)) {
      throw RpcException.invalid("the receipt of another transaction");
    }
    return Optional.of(receipt);
  }

  /** The result of a call of a contract in the state after a canonical block (EIP-1898). */
  public String call(EvmAddress to, String data, Bytes32 blockHash) {
    ObjectNode request = Json.object().put("to", to.text()).put("data", data);
    return Hex.data(client.call("eth_call", request, at(blockHash)), "the result");
  }

  /** The code at an address; `0x` if it is no contract. */
  public String code(EvmAddress address, Bytes32 blockHash) {
    return Hex.data(client.call("eth_getCode", address.text(), at(blockHash)), "the code");
  }

  public BigInteger balanceWei(EvmAddress address, Bytes32 blockHash) {
    return Hex.quantity(client.call("eth_getBalance", address.text(), at(blockHash)), "balance");
  }

  /** How many transactions the address has sent: its next nonce. */
  public long transactionCount(EvmAddress address, Bytes32 blockHash) {
    JsonNode result = client.call("eth_getTransactionCount", address.text(), at(blockHash));
    return Hex.number(result, "the number of transactions");
  }

  /** As {@link #transactionCount}, with what waits in the node's pool. */
  public long pendingTransactionCount(EvmAddress address) {
    JsonNode result = client.call("eth_getTransactionCount", address.text(), "pending");
    return Hex.number(result, "the number of transactions");
  }

  /**
   * The base fee of a block, in wei per unit of gas; the next block's is at most an eighth more.
   */
  public BigInteger baseFeeWei(Bytes32 blockHash) {
    JsonNode block = client.call("eth_getBlockByHash", blockHash.text(), false);
    if (block.isNull()) {
      throw new RpcException(RpcErrorKind.UNKNOWN_BLOCK, "it does not have the block");
    }
    return Hex.quantity(block.path("baseFeePerGas"), "baseFeePerGas");
  }

  /** What the node suggests to offer on top of the base fee, in wei per unit of gas. */
  public BigInteger priorityFeeWei() {
    return Hex.quantity(client.call("eth_maxPriorityFeePerGas"), "the priority fee");
  }

  /** The gas that a call needs in the node's newest state; REVERTED if the contract rejects it. */
  public long estimateGas(EvmAddress from, EvmAddress to, String data) {
    ObjectNode call = Json.object().put("from", from.text()).put("to", to.text()).put("data", data);
    return Hex.number(client.call("eth_estimateGas", call), "the gas");
  }

  /** Sends a signed transaction; its hash, which the caller compares with its own. */
  public Bytes32 send(String rawTransaction) {
    return Hex.bytes32(client.call("eth_sendRawTransaction", rawTransaction), "the hash");
  }

  private static ObjectNode at(Bytes32 blockHash) {
    return Json.object().put("blockHash", blockHash.text()).put("requireCanonical", true);
  }
}
