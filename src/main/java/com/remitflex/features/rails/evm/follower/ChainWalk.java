package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.follower.FollowedChain.Gap;
import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.Finality;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.Parallel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Places the newest block on the stored chain: walks from it back along the parents to a stored
 * block. It only reads, and never goes behind the stored final block.
 */
final class ChainWalk {
  private static final long MAX_NOT_FINAL = 10_000;

  private final ChainSource source;
  private final Finality finality;
  private final int maxSteps;

  /**
   * A walk over the blocks of a source.
   *
   * @param maxSteps if the chain has grown by more blocks, those in between are skipped
   */
  ChainWalk(ChainSource source, Finality finality, int maxSteps) {
    this.source = source;
    this.finality = finality;
    this.maxSteps = maxSteps;
  }

  /** The first step, on a network that was never followed: only what follows is recorded. */
  ChainStep start() {
    Block head = source.head();
    FinalPoint last = finalPoint(head, 0);
    List<Block> added = back(head, last.height());
    return new ChainStep.Advanced(added, 0, place(added, last), Optional.empty());
  }

  /** The step from a stored place. */
  ChainStep next(Place place, Optional<Gap> gap, ChainWindow window) {
    Block head = source.head();
    if (head.height() < place.finalHeight()) {
      boolean isOther =
          window.hashAt(head.height()).filter(h -> !h.equals(head.hash())).isPresent();
      return isOther ? breach(head.height(), head.hash()) : new ChainStep.Unchanged();
    }
    if (window.has(head.height(), head.hash())) {
      return sameHead(head, place, gap, window);
    }
    return head.height() - place.headHeight() > maxSteps
        ? jump(head, place, gap)
        : extend(head, place, gap, window);
  }

  /** The newest block is stored: only what is final may have changed. */
  private ChainStep sameHead(Block head, Place place, Optional<Gap> gap, ChainWindow window) {
    if (head.height() < place.headHeight()) {
      return new ChainStep.Unchanged();
    }
    FinalPoint last = finalPoint(head, place.finalHeight());
    if (last.height() == place.finalHeight()) {
      return new ChainStep.Unchanged();
    }
    Bytes32 finalHash = last.require(hashAt(last.height(), List.of(), window));
    Place moved = new Place(place.headHeight(), place.headHash(), last.height(), finalHash);
    return new ChainStep.Advanced(List.of(), place.headHeight() + 1, moved, gap);
  }

  private ChainStep extend(Block head, Place place, Optional<Gap> gap, ChainWindow window) {
    Map<Bytes32, Block> near = canonical(place.headHeight() + 1, head.height());
    List<Block> added = new ArrayList<>();
    Block at = head;
    while (!window.has(at.height(), at.hash())) {
      if (at.height() <= place.finalHeight()) {
        return breach(at.height(), at.hash());
      }
      added.add(at);
      at = parent(at, near);
    }
    Collections.reverse(added);
    FinalPoint last = finalPoint(head, place.finalHeight());
    Bytes32 finalHash = last.require(hashAt(last.height(), added, window));
    return new ChainStep.Advanced(
        added,
        added.getFirst().height(),
        new Place(head.height(), head.hash(), last.height(), finalHash),
        gap);
  }

  /** After a downtime: the newest blocks are walked, and the final ones before them are a gap. */
  private ChainStep jump(Block head, Place place, Optional<Gap> gap) {
    Block before =
        source
            .block(place.finalHeight())
            .orElseThrow(() -> new ChainUnavailableException("the final block is missing"));
    if (!before.hash().equals(place.finalHash())) {
      return breach(before.height(), before.hash());
    }
    FinalPoint last = finalPoint(head, place.finalHeight());
    List<Block> added = back(head, last.height());
    long from = gap.map(Gap::from).orElse(place.finalHeight() + 1);
    long to = last.height() - 1;
    return new ChainStep.Advanced(
        added,
        place.finalHeight() + 1,
        place(added, last),
        from <= to ? Optional.of(new Gap(from, to)) : Optional.empty());
  }

  /** The blocks from this height up to the newest one. */
  private List<Block> back(Block head, long lowest) {
    Map<Bytes32, Block> near = canonical(lowest, head.height());
    List<Block> blocks = new ArrayList<>(List.of(head));
    while (blocks.getLast().height() > lowest) {
      blocks.add(parent(blocks.getLast(), near));
    }
    Collections.reverse(blocks);
    return blocks;
  }

  private Block parent(Block block, Map<Bytes32, Block> near) {
    Block parent =
        Optional.ofNullable(near.get(block.parent()))
            .or(() -> source.block(block.parent()))
            .orElseThrow(() ->
                new ChainUnavailableException("a block's parent is missing: " + block.parent()));
    if (parent.height() != block.height() - 1) {
      throw new ChainUnavailableException("a block's parent has another height: " + parent);
    }
    return parent;
  }

  /** Reads many blocks at the same time, so that a walk need not ask for each after the other. */
  private Map<Bytes32, Block> canonical(long from, long to) {
    Map<Bytes32, Block> blocks = new HashMap<>();
    if (to - from < 2) {
      return blocks;
    }
    List<Long> heights = LongStream.rangeClosed(from, to).boxed().toList();
    Parallel.map(heights, source::block)
        .forEach(found -> found.ifPresent(block -> blocks.put(block.hash(), block)));
    return blocks;
  }

  /** What is final beneath this block, and at least what was final before. */
  private FinalPoint finalPoint(Block head, long before) {
    FinalPoint now =
        switch (finality) {
          case Finality.Blocks(int count) ->
              new FinalPoint(Math.max(0, head.height() - count), Optional.empty());
          case Finality.Tag() -> finalizedBeneath(head);
        };
    return now.height() < before ? new FinalPoint(before, Optional.empty()) : now;
  }

  private FinalPoint finalizedBeneath(Block head) {
    Block block =
        source
            .finalized()
            .filter(one -> one.height() <= head.height())
            .filter(one -> head.height() - one.height() <= MAX_NOT_FINAL)
            .orElseThrow(
                () -> new ChainUnavailableException("the nodes report no recent finalized block"));
    return new FinalPoint(block.height(), Optional.of(block.hash()));
  }

  /**
   * The newest final block.
   *
   * @param hash as the nodes report it, if they do
   */
  private record FinalPoint(long height, Optional<Bytes32> hash) {
    /** This hash, if it is not another one than the nodes report. */
    Bytes32 require(Bytes32 walked) {
      if (hash.filter(one -> !one.equals(walked)).isPresent()) {
        throw new ChainUnavailableException("the finalized block is on another branch");
      }
      return walked;
    }
  }

  private static Place place(List<Block> added, FinalPoint last) {
    Block head = added.getLast();
    Block lowest = added.getFirst();
    if (lowest.height() != last.height()) {
      throw new IllegalStateException("the lowest block is not the final one");
    }
    return new Place(head.height(), head.hash(), lowest.height(), last.require(lowest.hash()));
  }

  private static Bytes32 hashAt(long height, List<Block> added, ChainWindow window) {
    return added.stream()
        .filter(one -> one.height() == height)
        .findFirst()
        .map(Block::hash)
        .or(() -> window.hashAt(height))
        .orElseThrow(() -> new ChainUnavailableException("the final block is not stored"));
  }

  private static ChainStep breach(long height, Bytes32 hash) {
    return new ChainStep.Breach(
        "block " + height + " was final, and the nodes now agree on another one, " + hash);
  }
}
