package com.remitflex.testing;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Commands that exist only for tests of the engine. */
public final class EngineCommands {
  private EngineCommands() {}

  /** A command that emits one event with this data, which need not be JSON. */
  public static Command emits(HeadId head, String data) {
    return of(
        head,
        state ->
            new Decision.Accepted(
                new Effects().emit(head, "test.event", "test", data),
                new CommandResult(200, "{}", "test")));
  }

  /** A command of one account, decided like this. */
  public static Command of(HeadId head, Function<State, Decision> decision) {
    return of(head, needs -> {}, decision);
  }

  /** A command of one account that asks for this and is decided like this. */
  public static Command of(
      HeadId head, Consumer<ReadSet> asking, Function<State, Decision> decision) {
    return new Command() {
      @Override
      public Set<HeadId> heads() {
        return Set.of(head);
      }

      @Override
      public Caller caller() {
        return Caller.platform(head);
      }

      @Override
      public void prefetch(ReadSet needs) {
        asking.accept(needs);
      }

      @Override
      public Decision decide(State state) {
        return decision.apply(state);
      }

      @Override
      public Optional<CommandResult> earlierResult(State state) {
        return Optional.empty();
      }
    };
  }
}
