package com.remitflex.features.rails.evm.follower;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Seeded;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Transactions with several transfers, of which some look the same, that are mined again. */
class MovedTransfersTest {
  private static final EvmAddress TOKEN = address(1);

  private final Random random = Seeded.random(MovedTransfersTest.class);

  private static EvmAddress address(int number) {
    byte[] bytes = new byte[20];
    bytes[19] = (byte) number;
    return EvmAddress.of(bytes);
  }

  private static Bytes32 hash(int number) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) number;
    return Bytes32.of(bytes);
  }

  private static FoundTransfer transfer(int transaction, long index, int amount, int block) {
    return new FoundTransfer(
        new TransferId("demo", hash(transaction), index),
        TOKEN,
        Currency.USDC,
        address(2),
        address(3),
        BigInteger.valueOf(amount),
        block,
        hash(block),
        TransferState.SEEN);
  }

  /** Transfers of two transactions with amounts from 1 to 3, at increasing places. */
  private List<FoundTransfer> block(List<Integer> first, List<Integer> second, int block) {
    List<FoundTransfer> transfers = new ArrayList<>();
    long index = random.nextInt(4);
    boolean isReversed = random.nextBoolean();
    for (int transaction : isReversed ? List.of(2, 1) : List.of(1, 2)) {
      for (int amount : transaction == 1 ? first : second) {
        transfers.add(transfer(transaction, index, amount, block));
        index += 1 + random.nextInt(2);
      }
    }
    return transfers;
  }

  private List<Integer> amounts() {
    return IntStream.range(0, random.nextInt(4)).map(i -> 1 + random.nextInt(3)).boxed().toList();
  }

  private static long count(List<FoundTransfer> all, int transaction, int amount) {
    return all.stream()
        .filter(one -> one.id().transactionHash().equals(hash(transaction)))
        .filter(one -> one.amountMinor().intValue() == amount)
        .count();
  }

  @Test
  void whatWasBookedKeepsItsPlaceAndNothingElseTakesIt() {
    for (int i = 0; i < Seeded.cases(2_000, 100_000); i++) {
      List<Integer> first = amounts();
      List<Integer> second = amounts();
      List<FoundTransfer> once = block(first, second, 10);
      boolean sameAgain = random.nextBoolean();
      List<FoundTransfer> found =
          block(sameAgain ? first : amounts(), sameAgain ? second : amounts(), 11);

      List<FoundTransfer> known = MovedTransfers.known(found, once);

      assertThat(known).hasSameSizeAs(found);
      Set<TransferId> ids = new HashSet<>();
      known.forEach(one -> assertThat(ids.add(one.id())).as("each has its own").isTrue());
      for (int transaction = 1; transaction <= 2; transaction++) {
        for (int amount = 1; amount <= 3; amount++) {
          assertMatched(once, known, transaction, amount);
        }
      }
      List<FoundTransfer> shuffled = new ArrayList<>(once);
      Collections.shuffle(shuffled, random);
      assertThat(MovedTransfers.known(found, shuffled).stream().map(FoundTransfer::amountMinor))
          .isEqualTo(known.stream().map(FoundTransfer::amountMinor).toList());
      assertThat(MovedTransfers.known(known, once)).as("found twice").isEqualTo(known);
    }
  }

  /** As many as there are on both sides are the same ones; no other has a place of theirs. */
  private static void assertMatched(
      List<FoundTransfer> once, List<FoundTransfer> known, int transaction, int amount) {
    Set<TransferId> before = new HashSet<>();
    once.stream()
        .filter(one -> one.id().transactionHash().equals(hash(transaction)))
        .filter(one -> one.amountMinor().intValue() == amount)
        .forEach(one -> before.add(one.id()));
    long same =
        known.stream()
            .filter(one -> before.contains(one.id()))
            .peek(one -> assertThat(one.amountMinor().intValue()).isEqualTo(amount))
            .count();
    assertThat(same).isEqualTo(Math.min(before.size(), count(known, transaction, amount)));
  }

  @Test
  void withoutALossEverythingIsWhereItIs() {
    List<FoundTransfer> found = block(List.of(1, 1, 2), List.of(3), 11);

    assertThat(MovedTransfers.known(found, List.of())).isEqualTo(found);
  }
}
