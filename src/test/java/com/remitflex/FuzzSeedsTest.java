package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.remitflex.features.apikeys.ApiKeyFormatFuzz;
import com.remitflex.features.leaks.reports.EcdsaP256Fuzz;
import com.remitflex.features.rails.signer.wire.SignerRequestFuzz;
import com.remitflex.features.recipients.RecipientRulesFuzz;
import com.remitflex.platform.access.IdempotencyKeyFuzz;
import com.remitflex.platform.http.api.AmountFuzz;
import com.remitflex.platform.http.api.QueryFuzz;
import com.remitflex.platform.http.lists.CursorsFuzz;
import com.remitflex.platform.json.JsonReaderFuzz;
import com.remitflex.testing.Seeded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every target that a full run fuzzes, given its seeds and mutations of them. Without Jazzer's
 * agent, which would instrument the JVM of the other tests too.
 */
class FuzzSeedsTest {
  private static final Path RESOURCES = Path.of("src", "test", "resources");

  private static final int CASES = 2_000;

  /** For what takes milliseconds. */
  private static final int FEW_CASES = 400;

  private record Target(Class<?> type, Consumer<byte[]> run, int cases) {
    Target(Class<?> type, Consumer<byte[]> run) {
      this(type, run, CASES);
    }
  }

  private static final List<Target> TARGETS =
      List.of(
          new Target(ApiKeyFormatFuzz.class, new ApiKeyFormatFuzz()::aKeyIsKnownByItsFormAndMasked),
          new Target(
              JsonReaderFuzz.class, new JsonReaderFuzz()::anAcceptedBodyWrittenAnewIsTheSame),
          new Target(AmountFuzz.class, new AmountFuzz()::anAcceptedAmountIsExact),
          new Target(CursorsFuzz.class, new CursorsFuzz()::onlyACursorThatWasGivenIsTaken),
          new Target(QueryFuzz.class, new QueryFuzz()::anAcceptedParameterWrittenAnewIsTheSame),
          new Target(
              IdempotencyKeyFuzz.class, new IdempotencyKeyFuzz()::anAcceptedKeyIsTheSameInAPath),
          new Target(
              EcdsaP256Fuzz.class, new EcdsaP256Fuzz()::onlyTheSignatureItselfVerifies, FEW_CASES),
          new Target(
              RecipientRulesFuzz.class,
              new RecipientRulesFuzz()::anAcceptedRecipientIsAcceptedAsItIsStored),
          new Target(
              SignerRequestFuzz.class,
              new SignerRequestFuzz()::aRequestThatIsReadIsWrittenTheSame));

  @TestFactory
  Stream<DynamicTest> noSeedAndNoMutationOfOneBreaksTheParser() {
    Random random = Seeded.random(FuzzSeedsTest.class);
    return TARGETS.stream()
        .map(target -> dynamicTest(target.type().getSimpleName(), () -> run(target, random)));
  }

  private static void run(Target target, Random random) {
    List<byte[]> seeds = seeds(target.type());
    assertThat(seeds).as("seeds of " + target.type()).hasSizeGreaterThan(2);
    seeds.forEach(seed -> run(target, seed));
    int count = Seeded.cases(target.cases(), 100_000);
    for (int i = 0; i < count; i++) {
      run(target, mutated(seeds.get(random.nextInt(seeds.size())), random));
    }
  }

  private static void run(Target target, byte[] input) {
    try {
      target.run().accept(input);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          target.type().getSimpleName() + " given " + HexFormat.of().formatHex(input), e);
    }
  }

  /** One to four bytes replaced, left out or put in, or the end cut off. */
  private static byte[] mutated(byte[] seed, Random random) {
    byte[] input = seed;
    for (int i = random.nextInt(4); i >= 0 && input.length > 0; i--) {
      int at = random.nextInt(input.length);
      byte[] head = Arrays.copyOf(input, at);
      byte[] tail = Arrays.copyOfRange(input, at, input.length);
      switch (random.nextInt(6)) {
        case 0 -> input = head;
        case 1 -> input = joined(head, Arrays.copyOfRange(tail, 1, tail.length));
        case 2 -> input = joined(head, tail, tail);
        case 3 -> input = joined(head, new byte[] {(byte) random.nextInt(256)}, tail);
        default -> {
          tail[0] = (byte) (random.nextBoolean() ? random.nextInt(256) : tail[0] + 1);
          input = joined(head, tail);
        }
      }
    }
    return input;
  }

  private static byte[] joined(byte[]... parts) {
    byte[] whole = new byte[0];
    for (byte[] part : parts) {
      int length = whole.length;
      whole = Arrays.copyOf(whole, length + part.length);
      System.arraycopy(part, 0, whole, length, part.length);
    }
    return whole;
  }

  /** The inputs in the directory that Jazzer reads and writes. */
  private static List<byte[]> seeds(Class<?> target) {
    Path directory = RESOURCES.resolve(target.getName().replace('.', '/') + "Inputs");
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().map(FuzzSeedsTest::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
