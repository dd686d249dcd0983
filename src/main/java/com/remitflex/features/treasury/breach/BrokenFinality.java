package com.remitflex.features.treasury.breach;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.rails.evm.follower.ChainRewind;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What follows when a final block was replaced. An operator sees what rests on the abandoned
 * blocks, and decides when the network continues. Nothing is repaid or debited.
 */
public final class BrokenFinality {
  private final Database database;
  private final AuditTrail audit;

  public BrokenFinality(Database database, AuditTrail audit) {
    this.database = database;
    this.audit = audit;
  }

  /**
   * What the abandoned blocks contained.
   *
   * @param fork the newest block that is on both branches
   * @param booked deposits that were credited and payouts that were settled above it
   */
  public record Damage(String network, String reason, Block fork, List<Loss> booked) {}

  /** What rests on the abandoned blocks of a network; NOT_FOUND if its finality is not broken. */
  @CheckReturnValue
  public Result<Damage> damage(String network, EvmNodes nodes) {
    ChainRewind rewind = new ChainRewind(database, network, nodes);
    Optional<FollowedChain> chain = rewind.broken();
    if (chain.isEmpty()) {
      return notBroken(network);
    }
    Block fork = rewind.fork();
    return Result.ok(
        database.with(handle ->
            new Damage(
                network,
                chain.get().pauseReason().orElse(""),
                fork,
                LossStore.bookedAbove(handle, network, fork.height()))));
  }

  /**
   * Lets the network continue from the fork. What was booked above it counts as lost, at the
   * expense of the operator's float, until its transfer is found again.
   *
   * @return what was booked above the fork; NOT_FOUND
   */
  @CheckReturnValue
  public Result<Damage> resume(String network, EvmNodes nodes, String reason, Actor by) {
    Optional<FollowedChain> chain = new ChainRewind(database, network, nodes).broken();
    return damage(network, nodes)
        .flatMap(damage ->
            database.tryInTransaction(handle -> {
              if (chain.isEmpty() || !ChainRewind.rewind(handle, chain.get(), damage.fork())) {
                return notBroken(network);
              }
              damage.booked().forEach(loss -> LossStore.insert(handle, loss));
              LossStore.rewindBooks(handle, network, damage.fork());
              Relays.rewind(handle, network, damage.fork().height());
              record(handle, damage, reason, by);
              return Result.ok(damage);
            }));
  }

  private void record(Handle handle, Damage damage, String reason, Actor by) {
    ObjectNode details =
        Json.object()
            .put("reason", reason)
            .put("broken_by", damage.reason())
            .put("fork_height", damage.fork().height())
            .put("booked_above", damage.booked().size());
    audit.append(
        handle,
        AuditTrail.PLATFORM,
        AuditAction.of(by, "treasury.network_rewound", damage.network(), details));
  }

  private static <T> Result<T> notBroken(String network) {
    return Result.rejected(
        ApiError.of(
            ErrorCode.NOT_FOUND, "The finality of " + network + " is not broken: nothing to do."));
  }
}
