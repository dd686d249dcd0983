package com.remitflex.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.EngineCommands;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandQueueTest {
  private static final HeadId HEAD = new HeadId("acc_A", Environment.SANDBOX);

  private final CommandQueue room = new CommandQueue(2);

  @Test
  void whoComesWhenItIsFullDoesNotEnter() {
    assertThat(room.enter(waiting())).isTrue();
    assertThat(room.enter(waiting())).isTrue();
    assertThat(room.enter(waiting())).isFalse();
  }

  @Test
  void whoComesBackStandsInFrontInTheOldOrderEvenWhenItIsFull() throws InterruptedException {
    List<QueuedCommand> four = List.of(waiting(), waiting(), waiting(), waiting());
    room.enter(four.get(2));
    room.enter(four.get(3));
    room.comeBack(four.subList(0, 2));

    assertThat(room.take(3)).containsExactlyElementsOf(four.subList(0, 3));
    assertThat(room.take(3)).containsExactly(four.get(3));
  }

  @Test
  void whoIsInABatchCannotLeave() throws InterruptedException {
    QueuedCommand one = waiting();
    QueuedCommand other = waiting();
    room.enter(one);
    room.enter(other);
    room.take(1);

    assertThat(room.leave(one)).isFalse();
    assertThat(room.leave(other)).isTrue();
    assertThat(room.leave(other)).isFalse();
  }

  /** Told that nothing was done, its caller would pay again. */
  @Test
  void whoseCommitWasNeverAnsweredCannotLeaveAlthoughItIsBack() throws InterruptedException {
    QueuedCommand waiting = waiting();
    room.enter(waiting);
    room.take(1);
    waiting.markOutcomeUnknown();
    room.comeBack(List.of(waiting));

    assertThat(room.leave(waiting)).isFalse();
    assertThat(room.take(1)).containsExactly(waiting);
  }

  @Test
  void whoIsInsideWhenItClosesIsStillServedAndNoOneElse() throws InterruptedException {
    QueuedCommand waiting = waiting();
    room.enter(waiting);
    room.close();

    assertThat(room.enter(waiting())).isFalse();
    assertThat(room.take(5)).containsExactly(waiting);
    assertThat(room.take(5)).isEmpty();
  }

  private static QueuedCommand waiting() {
    return new QueuedCommand(EngineCommands.emits(HEAD, "{}"));
  }
}
