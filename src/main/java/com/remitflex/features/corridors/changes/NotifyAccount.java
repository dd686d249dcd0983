package com.remitflex.features.corridors.changes;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.changes.NoticeStore.Notice;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** Emits the event of a corridor's change for one account, unless the account has it. */
final class NotifyAccount implements Command {
  private final HeadId head;
  private final StatusChange change;

  NotifyAccount(HeadId head, StatusChange change) {
    this.head = head;
    this.change = change;
  }

  @Override
  public Caller caller() {
    return Caller.platform(head);
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(NoticeStore.ROWS, head);
  }

  @Override
  public Decision decide(State state) {
    long last = state.find(NoticeStore.ROWS, head).map(Notice::lastChange).orElse(0L);
    Effects effects = new Effects();
    if (last < change.number()) {
      effects.emit(head, "corridor.status_changed", change.corridor(), data());
      effects.save(NoticeStore.ROWS, head, new Notice(head, change.number()));
    }
    return new Decision.Accepted(effects, new CommandResult(200, "{}", change.corridor()));
  }

  private String data() {
    return Json.text(
        Json.object()
            .put("corridor", change.corridor())
            .put("status", change.status().word())
            .put("previous_status", change.previousStatus().word())
            .put("reason", change.reason())
            .put("changed_at", Json.time(change.changedAt())));
  }

  /** A repeated attempt emits nothing. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
