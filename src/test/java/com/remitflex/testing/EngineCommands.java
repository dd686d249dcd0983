package com.remitflex.testing;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.ids.IdPrefix;
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
    String transactionId = IdPrefix.TRANSACTION.next();
    return new Command() {
      @Override
      public String transactionId() {
        return transactionId;
      }

      @Override
      public Set<HeadId> heads() {
        return Set.of(head);
      }

      @Override
      public Optional<Caller> caller() {
        return Optional.empty();
      }

      @Override
      public void needs(ReadSet needs) {
        asking.accept(needs);
      }

      @Override
      public Decision decide(State state) {
        return decision.apply(state);
      }

      @Override
      public CommandResult answerAgain(State state) {
        return new CommandResult(200, "{}", "test");
      }
    };
  }
}
