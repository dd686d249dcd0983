package com.remitflex.features.webhooks.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Requests replays, one per endpoint; a worker carries them out. */
final class StartReplay implements Command {
  private final Caller caller;
  private final AuditTrail audit;
  private final List<Replay> replays;
  private final Supplier<String> response;

  /**
   * The command.
   *
   * @param replays with the time of the request, which the engine replaces
   */
  StartReplay(Caller caller, AuditTrail audit, List<Replay> replays, Supplier<String> response) {
    this.caller = caller;
    this.audit = audit;
    this.replays = replays;
    this.response = response;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    AuditTrail.prefetch(reads, caller.head().accountId());
    replays.forEach(replay -> reads.newRow(ReplayStore.ROWS, replay.id()));
  }

  @Override
  public Decision decide(State state) {
    Effects effects = new Effects();
    for (Replay replay : replays) {
      effects.insert(ReplayStore.ROWS, replay.id(), replay);
      ObjectNode details = ReplayJson.auditDetails(replay);
      audit.append(
          state,
          effects,
          caller.head(),
          AuditAction.of(
              caller.actor(), "webhook_endpoint.replayed", replay.endpointId(), details));
    }
    return new Decision.Accepted(effects, result());
  }

  private CommandResult result() {
    return new CommandResult(201, response.get(), replays.getFirst().id());
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return state.find(ReplayStore.ROWS, replays.getFirst().id()).map(replay -> result());
  }
}
