package com.remitflex.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.QueuedCommand.Origin;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.EngineCommands;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CommandQueueTest {
  private static final HeadId HEAD = new HeadId("acc_A", Environment.SANDBOX);

  private static final Duration LONG = Duration.ofHours(1);

  private final CommandQueue queue = new CommandQueue(2, 3, LONG);

  @Test
  void acceptsNoCommandWhenFull() {
    assertThat(queue.add(request())).isTrue();
    assertThat(queue.add(request())).isTrue();
    assertThat(queue.add(request())).isFalse();
  }

  @Test
  void requestsAndWorkersDoNotTakeEachOthersPlace() {
    queue.add(request());
    queue.add(request());
    assertThat(queue.add(background())).isTrue();
    assertThat(queue.add(background())).isTrue();
    assertThat(queue.add(background())).isFalse();
  }

  @Test
  void requeuedCommandsComeFirstInTheirOrderEvenWhenFull() throws InterruptedException {
    List<QueuedCommand> four = List.of(request(), request(), request(), request());
    queue.add(four.get(2));
    queue.add(four.get(3));
    queue.requeue(four.subList(0, 2));

    assertThat(queue.take()).containsExactlyElementsOf(four.subList(0, 3));
    assertThat(queue.take()).containsExactly(four.get(3));
  }

  @Test
  void doesNotRemoveACommandThatABatchHasTaken() throws InterruptedException {
    CommandQueue single = new CommandQueue(2, 1, LONG);
    QueuedCommand one = request();
    QueuedCommand other = request();
    single.add(one);
    single.add(other);
    single.take();

    assertThat(single.remove(one)).isFalse();
    assertThat(single.remove(other)).isTrue();
    assertThat(single.remove(other)).isFalse();
  }

  /** A caller who learns that the request had no effect would pay again. */
  @Test
  void doesNotRemoveARequeuedCommandWhoseCommitHadNoResponse() throws InterruptedException {
    QueuedCommand queued = request();
    queue.add(queued);
    queue.take();
    queued.markOutcomeUnknown();
    queue.requeue(List.of(queued));

    assertThat(queue.remove(queued)).isFalse();
    assertThat(queue.take()).containsExactly(queued);
  }

  @Test
  void servesOnlyTheQueuedCommandsAfterClosing() throws InterruptedException {
    QueuedCommand request = request();
    QueuedCommand background = background();
    CommandQueue closing = new CommandQueue(2, 4, LONG);
    closing.add(request);
    closing.add(background);
    closing.close();

    assertThat(closing.add(request())).isFalse();
    assertThat(closing.add(background())).isFalse();
    assertThat(closing.take()).containsExactly(request, background);
    assertThat(closing.take()).isEmpty();
  }

  @Nested
  class Shares {
    private final CommandQueue busy = new CommandQueue(100, 8, LONG);

    @Test
    void halfOfABatchAtMostIsBackgroundWork() throws InterruptedException {
      List<QueuedCommand> steps = filled(9, CommandQueueTest::background);
      List<QueuedCommand> requests = filled(3, CommandQueueTest::request);

      assertThat(busy.take()).hasSize(7).containsAll(requests).containsAll(steps.subList(0, 4));
      assertThat(busy.take()).containsExactlyElementsOf(steps.subList(4, 8));
      assertThat(busy.take()).containsExactlyElementsOf(steps.subList(8, 9));
    }

    @Test
    void backgroundWorkKeepsItsHalfHoweverManyRequestsWait() throws InterruptedException {
      List<QueuedCommand> requests = filled(100, CommandQueueTest::request);
      List<QueuedCommand> steps = filled(8, CommandQueueTest::background);

      assertThat(busy.take()).hasSize(8).containsAll(steps.subList(0, 4));
      assertThat(busy.take()).hasSize(8).containsAll(steps.subList(4, 8));
      assertThat(busy.take()).containsExactlyElementsOf(requests.subList(8, 16));
    }

    /** A batch that waits for locks waits for those of its first command. */
    @Test
    void aBatchBeginsWithTheCommandThatHasWaitedLongest() throws InterruptedException {
      List<QueuedCommand> steps = filled(5, CommandQueueTest::background);
      filled(20, CommandQueueTest::request);

      assertThat(busy.take().getFirst()).isSameAs(steps.getFirst());
      assertThat(busy.take().getFirst()).isSameAs(steps.getLast());
      filled(1, CommandQueueTest::background);
      assertThat(busy.take().getFirst().origin()).isEqualTo(Origin.REQUEST);
    }

    private List<QueuedCommand> filled(int count, Supplier<QueuedCommand> kind) {
      List<QueuedCommand> added = Stream.generate(kind).limit(count).toList();
      added.forEach(queued -> assertThat(busy.add(queued)).isTrue());
      return added;
    }
  }

  @Nested
  class Delays {
    private final CommandQueue slow = new CommandQueue(100, 2, Duration.ZERO);

    @Test
    void acceptsNoRequestBehindOnesThatHaveWaitedTooLong() throws InterruptedException {
      assertThat(slow.add(request())).isTrue();
      assertThat(slow.add(request())).isTrue();
      assertThat(slow.add(request())).isFalse();
      assertThat(slow.add(background())).isTrue();

      slow.take();
      assertThat(slow.add(request())).isTrue();
    }

    /** The next batch takes all of them: more waiting means that the database does not respond. */
    @Test
    void acceptsRequestsHoweverLongAShortQueueWaits() {
      assertThat(slow.add(request())).isTrue();
      assertThat(slow.add(request())).isTrue();
    }

    @Test
    void acceptsRequestsBehindManyThatHaveNotWaitedLong() {
      CommandQueue quick = new CommandQueue(100, 2, LONG);
      for (int i = 0; i < 100; i++) {
        assertThat(quick.add(request())).isTrue();
      }
    }
  }

  private static QueuedCommand request() {
    return queued(Origin.REQUEST);
  }

  private static QueuedCommand background() {
    return queued(Origin.BACKGROUND);
  }

  private static QueuedCommand queued(Origin origin) {
    return new QueuedCommand(EngineCommands.emits(HEAD, "{}"), origin);
  }
}
