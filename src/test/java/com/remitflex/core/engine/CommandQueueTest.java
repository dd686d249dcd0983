package com.remitflex.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.EngineCommands;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandQueueTest {
  private static final HeadId HEAD = new HeadId("acc_A", Environment.SANDBOX);

  private final CommandQueue queue = new CommandQueue(2);

  @Test
  void acceptsNoCommandWhenFull() {
    assertThat(queue.add(queued())).isTrue();
    assertThat(queue.add(queued())).isTrue();
    assertThat(queue.add(queued())).isFalse();
  }

  @Test
  void requeuedCommandsComeFirstInTheirOrderEvenWhenFull() throws InterruptedException {
    List<QueuedCommand> four = List.of(queued(), queued(), queued(), queued());
    queue.add(four.get(2));
    queue.add(four.get(3));
    queue.requeue(four.subList(0, 2));

    assertThat(queue.take(3)).containsExactlyElementsOf(four.subList(0, 3));
    assertThat(queue.take(3)).containsExactly(four.get(3));
  }

  @Test
  void doesNotRemoveACommandThatABatchHasTaken() throws InterruptedException {
    QueuedCommand one = queued();
    QueuedCommand other = queued();
    queue.add(one);
    queue.add(other);
    queue.take(1);

    assertThat(queue.remove(one)).isFalse();
    assertThat(queue.remove(other)).isTrue();
    assertThat(queue.remove(other)).isFalse();
  }

  /** A caller who learns that the request had no effect would pay again. */
  @Test
  void doesNotRemoveARequeuedCommandWhoseCommitHadNoResponse() throws InterruptedException {
    QueuedCommand queued = queued();
    queue.add(queued);
    queue.take(1);
    queued.markOutcomeUnknown();
    queue.requeue(List.of(queued));

    assertThat(queue.remove(queued)).isFalse();
    assertThat(queue.take(1)).containsExactly(queued);
  }

  @Test
  void servesOnlyTheQueuedCommandsAfterClosing() throws InterruptedException {
    QueuedCommand queued = queued();
    queue.add(queued);
    queue.close();

    assertThat(queue.add(queued())).isFalse();
    assertThat(queue.take(5)).containsExactly(queued);
    assertThat(queue.take(5)).isEmpty();
  }

  private static QueuedCommand queued() {
    return new QueuedCommand(EngineCommands.emits(HEAD, "{}"));
  }
}
