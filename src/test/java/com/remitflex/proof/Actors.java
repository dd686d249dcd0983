package com.remitflex.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.rails.evm.payouts.PayoutService;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.Result;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** Everybody who does something: the customer, the outside world, the chain, its nodes, chance. */
@Tag("process")
final class Actors {
  private static final String TRANSFER_WITH_AUTHORIZATION = "0xe3ee160e";
  private static final int MAX_UNKNOWN = 20;

  private final ProofCluster cluster;
  private final Anvil anvil;
  private final Random random;
  private final Model model;
  private final String depositAddress;
  private final PayoutService payouts;
  private final Map<String, Integer> done = new TreeMap<>();
  private final Deque<Request> unknown = new ArrayDeque<>();
  private final List<String> blocked = new ArrayList<>();
  private final Set<String> everBlocked = new HashSet<>();
  private int requests;

  /** A payment of which it is not known whether it exists. */
  private record Request(String key, String body) {}

  Actors(ProofCluster cluster, Random random, Model model, String depositAddress) {
    this.cluster = cluster;
    this.anvil = cluster.anvil();
    this.random = random;
    this.model = model;
    this.depositAddress = depositAddress;
    this.payouts =
        new PayoutService(
            cluster.platform().database(),
            new Relays(cluster.platform().database()),
            cluster.platform().trail(),
            new Pauses(cluster.platform().database(), cluster.platform().trail()));
  }

  /** How often each action was done. */
  Map<String, Integer> done() {
    return done;
  }

  /** One action, by chance. */
  void act() {
    int chance = random.nextInt(100);
    if (chance < 36) {
      did("mine", () -> anvil.mine(1 + random.nextInt(2)));
    } else if (chance < 52) {
      did("pay", this::pay);
    } else if (chance < 64) {
      did("deposit", this::deposit);
    } else if (chance < 72) {
      did("ask again", this::askAgain);
    } else if (chance < 78) {
      did("reorganise", this::reorganise);
    } else {
      disturb(random.nextInt(18));
    }
  }

  private void disturb(int which) {
    switch (which) {
      case 0 -> did("drop", this::drop);
      case 1 -> did("base fee x 10", this::raiseBaseFee);
      case 2 -> did("out of gas", () -> setGas(relayer(), "0x0"));
      case 3 -> did("gas again", () -> cluster.relayers().forEach(cluster::fund));
      case 4 -> did("treasury funded", this::fundTreasury);
      case 5 -> did("front-run", this::frontRun);
      case 6 -> did("relayer used elsewhere", this::useRelayerElsewhere);
      case 7 -> did("cancel", this::cancel);
      case 8 -> did("pause token", cluster.token()::pause);
      case 9, 10 -> did("unpause token", cluster.token()::unpause);
      case 11 -> did("block wallet", this::blockWallet);
      case 12 -> did("unblock wallets", this::unblock);
      case 13 -> did("lie", this::lie);
      case 14 -> did("reject transfers", cluster.token()::reject);
      case 15, 16 -> did("accept transfers", cluster.token()::accept);
      default -> did("be honest", () -> cluster.gates().forEach(NodeGate::beHonest));
    }
  }

  void did(String what, Runnable action) {
    action.run();
    done.merge(what, 1, Integer::sum);
  }

  private void pay() {
    byte[] wallet = new byte[20];
    random.nextBytes(wallet);
    String body =
        """
        {"amount": %d.%d, "currency": "USDC",
         "recipient": {"wallet": {"network": "demo", "address": "%s"}}}
        """
            .formatted(
                1 + random.nextInt(5),
                1 + random.nextInt(9),
                "0x" + HexFormat.of().formatHex(wallet));
    unknown.add(new Request("proof-" + ++requests, body));
    askAgain();
  }

  /** Sends the requests again whose outcome is not known, each to any node that runs. */
  void askAgain() {
    int count = Math.min(unknown.size(), MAX_UNKNOWN);
    for (int i = 0; i < count; i++) {
      Request request = unknown.remove();
      if (!isAnswered(request)) {
        unknown.add(request);
      }
    }
  }

  private boolean isAnswered(Request request) {
    List<Integer> alive = cluster.alive();
    if (alive.isEmpty()) {
      return false;
    }
    try {
      ApiClient.Answer answer =
          cluster
              .client(alive.get(random.nextInt(alive.size())))
              .post("/v1/payments", request.body(), request.key());
      return answer.status() == 201 || answer.status() == 422 || answer.status() == 402;
    } catch (RuntimeException | AssertionError killed) {
      return false;
    }
  }

  boolean isAnythingUnknown() {
    return !unknown.isEmpty();
  }

  private void deposit() {
    cluster
        .token()
        .transfer(anvil.account(1), depositAddress, 5_000_000 + random.nextInt(9_000_000));
  }

  /** Replaces blocks that are not final. The node sets back its clock; that of a chain goes on. */
  private void reorganise() {
    long depth = Math.min(1 + random.nextInt(3), anvil.height() - model.finalHeight());
    if (depth > 0) {
      anvil.reorganise((int) depth);
      anvil.call("evm_setTime", Instant.now().getEpochSecond());
    }
  }

  private List<JsonNode> pending() {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode sender : anvil.call("txpool_content").path("pending")) {
      sender.forEach(all::add);
    }
    return all;
  }

  private void drop() {
    List<JsonNode> pending = pending();
    if (!pending.isEmpty()) {
      anvil.request(
          "anvil_dropTransaction",
          pending.get(random.nextInt(pending.size())).path("hash").asText());
    }
  }

  private void raiseBaseFee() {
    long now =
        Long.decode(
            anvil
                .call("eth_getBlockByNumber", "latest", false)
                .path("baseFeePerGas")
                .asText("0x3b9aca00"));
    long next = Math.min(Math.max(now, 100_000_000L) * 10, 200_000_000_000L);
    anvil.call("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(next));
  }

  private EvmAddress relayer() {
    return cluster.relayers().get(random.nextInt(cluster.relayers().size()));
  }

  private void setGas(EvmAddress relayer, String wei) {
    anvil.call("anvil_setBalance", relayer.text(), wei);
  }

  private void fundTreasury() {
    cluster.token().mint(cluster.treasury().text(), 20_000_000);
  }

  /** A stranger sends a relayer's call first. */
  private void frontRun() {
    for (JsonNode one : pending()) {
      if (one.path("input").asText().startsWith(TRANSFER_WITH_AUTHORIZATION)) {
        anvil.request(
            "eth_sendTransaction",
            Map.of(
                "from",
                anvil.account(7),
                "to",
                cluster.token().address(),
                "data",
                one.path("input").asText(),
                "gas",
                "0x493e0",
                "maxFeePerGas",
                "0xe8d4a51000",
                "maxPriorityFeePerGas",
                "0xba43b7400"));
        return;
      }
    }
  }

  /** Somebody with the relayer's key uses up its next nonce. */
  private void useRelayerElsewhere() {
    String relayer = relayer().text();
    anvil.call("anvil_impersonateAccount", relayer);
    anvil.request(
        "eth_sendTransaction",
        Map.of(
            "from",
            relayer,
            "to",
            relayer,
            "nonce",
            anvil.call("eth_getTransactionCount", relayer, "latest").textValue(),
            "gas",
            "0x5208",
            "maxFeePerGas",
            "0xe8d4a51000",
            "maxPriorityFeePerGas",
            "0x2e90edd000"));
    anvil.call("anvil_stopImpersonatingAccount", relayer);
  }

  private void cancel() {
    open()
        .ifPresent(payment -> {
          Result<?> ignored = payouts.cancel(payment.id(), Actor.operator());
        });
  }

  private Optional<Model.Paid> open() {
    List<Model.Paid> open = model.payments().stream().filter(payment -> !payment.isOver()).toList();
    return open.isEmpty() ? Optional.empty() : Optional.of(open.get(random.nextInt(open.size())));
  }

  private void blockWallet() {
    open()
        .ifPresent(payment -> {
          cluster.token().block(payment.address());
          blocked.add(payment.address());
          everBlocked.add(payment.address());
        });
  }

  private void unblock() {
    blocked.forEach(cluster.token()::unblock);
    blocked.clear();
  }

  private void lie() {
    RpcLie[] all = RpcLie.values();
    cluster
        .gates()
        .get(random.nextInt(cluster.gates().size()))
        .lie(all[random.nextInt(all.length)], random);
  }

  /** Ends what disturbs. */
  void heal() {
    cluster.gates().forEach(NodeGate::disarm);
    cluster.awaitAll();
    cluster.gates().forEach(NodeGate::beHonest);
    cluster.relayers().forEach(cluster::fund);
    cluster.token().accept();
    Await.until("the token works for everybody", this::letTokenWork);
    fundTreasury();
    fundTreasury();
    fundTreasury();
    anvil.mineCheaply();
  }

  /**
   * What ended a pause or unblocked a wallet may have been dropped, or lost with its block, and
   * what begins one may still wait for a transaction before it; so it is repeated.
   */
  private boolean letTokenWork() {
    cluster.token().unpause();
    everBlocked.stream().filter(cluster.token()::isBlocked).forEach(cluster.token()::unblock);
    anvil.mineCheaply();
    return !cluster.token().isPaused()
        && everBlocked.stream().noneMatch(cluster.token()::isBlocked)
        && !isOwnerWaiting();
  }

  private boolean isOwnerWaiting() {
    JsonNode pool = anvil.call("txpool_content");
    return Stream.of("pending", "queued")
        .flatMap(kind -> pool.path(kind).propertyStream())
        .anyMatch(sender -> sender.getKey().equalsIgnoreCase(anvil.account(0)));
  }
}
