package com.remitflex.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.DemoToken;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * The token's transfers on the chain as its only node has it, read past all gates: the truth, which
 * the model compares with what the platform believes.
 */
@Tag("process")
final class CanonicalChain {
  private static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
  private static final int ADDRESS_FROM = 26;
  private static final int RADIX = 16;

  /** One transfer of the token; addresses in lower case. */
  record Moved(
      String hash, long logIndex, String from, String to, BigInteger amount, long height) {}

  private record Block(String hash, String parent, List<Moved> transfers) {}

  private final DemoToken token;
  private final TreeMap<Long, Block> blocks = new TreeMap<>();
  private final long start;

  CanonicalChain(DemoToken token) {
    this.token = token;
    this.start = token.anvil().height() + 1;
  }

  /** Reads what has changed; answers the height of the newest block. */
  long update() {
    long head = token.anvil().height();
    blocks.tailMap(head, false).clear();
    long height = head;
    while (height >= start && !isKnown(height)) {
      blocks.put(height, read(height));
      height--;
    }
    return head;
  }

  private boolean isKnown(long height) {
    Block known = blocks.get(height);
    return known != null && known.hash().equals(token.anvil().blockHash(height));
  }

  private Block read(long height) {
    JsonNode block =
        token.anvil().call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false);
    String hash = block.get("hash").textValue();
    List<Moved> transfers = new ArrayList<>();
    for (JsonNode log :
        token.anvil().call("eth_getLogs", Map.of("blockHash", hash, "address", token.address()))) {
      if (log.at("/topics/0").asText().equals(TRANSFER)) {
        transfers.add(
            new Moved(
                log.get("transactionHash").textValue(),
                Long.decode(log.get("logIndex").textValue()),
                address(log.at("/topics/1")),
                address(log.at("/topics/2")),
                new BigInteger(log.get("data").textValue().substring(2), RADIX),
                height));
      }
    }
    return new Block(hash, block.get("parentHash").textValue(), transfers);
  }

  private static String address(JsonNode topic) {
    return "0x" + topic.asText().substring(ADDRESS_FROM);
  }

  /** Every transfer, oldest first. */
  Stream<Moved> transfers() {
    return blocks.values().stream().flatMap(block -> block.transfers().stream());
  }
}
