package com.remitflex.features.rails.evm.networks;

/** When a block of a network is final. */
public sealed interface Finality {
  /** A block is final as soon as this number of blocks stand on it. */
  record Blocks(int count) implements Finality {}

  /** The blocks are final that the nodes call `finalized`. */
  record Tag() implements Finality {}
}
