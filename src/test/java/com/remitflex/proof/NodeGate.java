package com.remitflex.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.LyingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Everything that one node reaches: three URLs of the chain's node, of which one may lie, and the
 * signer. It sees the steps of a payout, and kills the node at the one that is asked for.
 */
final class NodeGate implements AutoCloseable {
  private static final String SEND = "eth_sendRawTransaction";
  private static final String RECEIPT = "eth_getTransactionReceipt";

  private final List<LyingNode> urls;
  private final SignerGate signer;
  private final Runnable kill;
  private final AtomicReference<Optional<KillPoint>> armed =
      new AtomicReference<>(Optional.empty());
  private volatile boolean isDead;

  /**
   * A gate whose URLs are honest.
   *
   * @param kill kills the node and returns when it is dead
   */
  NodeGate(String chain, Path socket, Path signerSocket, Runnable kill) {
    this.kill = kill;
    this.urls = Stream.generate(() -> LyingNode.before(chain)).limit(3).toList();
    this.signer = new SignerGate(socket, signerSocket, this::ends);
    beHonest();
  }

  String[] urls() {
    return urls.stream().map(LyingNode::url).toArray(String[]::new);
  }

  /** Kills the node when it comes to this point. */
  void arm(KillPoint point) {
    armed.set(Optional.of(point));
  }

  void disarm() {
    armed.set(Optional.empty());
  }

  boolean isDead() {
    return isDead;
  }

  /** The node is to be started again. */
  void revive() {
    isDead = false;
  }

  /** Lets one URL lie; the others are honest. */
  void lie(RpcLie lie, Random random) {
    beHonest();
    set(urls.get(random.nextInt(urls.size())), lie.begin(random));
  }

  void beHonest() {
    urls.forEach(url -> set(url, LyingNode.Lie.NONE));
  }

  private void set(LyingNode url, LyingNode.Lie lie) {
    url.withholdIf(request -> isSend(request) && ends(KillPoint.STORE) || isDead);
    url.lie((request, response) -> answer(lie, request, response));
  }

  private static boolean isSend(JsonNode request) {
    return request.path("method").asText().equals(SEND);
  }

  private byte[] answer(LyingNode.Lie lie, JsonNode request, JsonNode response) throws IOException {
    boolean isReceipt =
        request.path("method").asText().equals(RECEIPT) && response.path("result").isObject();
    if (isSend(request) && ends(KillPoint.SEND) || isReceipt && ends(KillPoint.RECEIPT)) {
      return new byte[0];
    }
    return lie.answer(request, response);
  }

  /** Whether the node is dead, or is killed because this is its point. */
  boolean ends(KillPoint point) {
    Optional<KillPoint> now = armed.get();
    if (now.equals(Optional.of(point)) && armed.compareAndSet(now, Optional.empty())) {
      isDead = true;
      kill.run();
    }
    return isDead;
  }

  @Override
  public void close() {
    signer.close();
    urls.forEach(LyingNode::close);
  }
}
