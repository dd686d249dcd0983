package com.remitflex.features.rails.signer.keys;

/**
 * The parameters of scrypt. It needs 128 * n * r bytes of memory.
 *
 * @param n cost, a power of two
 * @param r size of a block
 * @param p number of passes
 */
public record ScryptCost(int n, int r, int p) {
  private static final int MAX_N = 1 << 20;
  private static final int MAX_BLOCKS = 1 << 23;
  private static final int MAX_P = 16;

  /** What wallets use: 256 MiB, about a second. */
  public static final ScryptCost STANDARD = new ScryptCost(1 << 18, 8, 1);

  /** For small machines: 4 MiB. The passphrase must then be random. */
  public static final ScryptCost LIGHT = new ScryptCost(1 << 12, 8, 6);

  public ScryptCost {
    if (n < 2 || n > MAX_N || Integer.bitCount(n) != 1) {
      throw new IllegalArgumentException("n must be a power of two up to " + MAX_N);
    }
    if (r < 1 || r > MAX_BLOCKS / n || p < 1 || p > MAX_P) {
      throw new IllegalArgumentException("r or p is out of bounds: more than 1 GiB of memory");
    }
  }
}
