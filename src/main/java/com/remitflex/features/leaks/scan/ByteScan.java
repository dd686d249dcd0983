package com.remitflex.features.leaks.scan;

import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Searches bytes as they arrive, with one buffer; to be used by one thread. */
final class ByteScan {
  private static final int BUFFER = 1 << 20;

  private final byte[] buffer;
  private long seen;

  ByteScan() {
    this(BUFFER);
  }

  /**
   * A search with a buffer of its own size.
   *
   * @param size longer than two keys, or longer than all there is to search
   */
  ByteScan(int size) {
    this.buffer = new byte[size];
  }

  /** A key in its shown form, and the line on which it stands. */
  record Hit(long line, String display) {}

  /** A key at a place of the buffer. */
  private record Found(int at, boolean wide, String display) {}

  /** Takes what a buffer holds. */
  private interface Taker {
    /**
     * Takes the keys of a buffer.
     *
     * @param end bytes from here on come again in the next buffer
     */
    void take(List<Found> found, int end, int length);
  }

  /** How many bytes were searched so far. */
  long seen() {
    return seen;
  }

  /**
   * Whether a key begins within the first bytes.
   *
   * @param most how many bytes a key may begin in; it may end behind them
   */
  boolean holdsKey(InputStream in, long most) throws IOException {
    boolean[] any = new boolean[1];
    search(in, most, (found, end, length) -> any[0] |= !found.isEmpty());
    return any[0];
  }

  /** Every key with its line. */
  List<Hit> hits(InputStream in) throws IOException {
    List<Hit> hits = new ArrayList<>();
    LineCount lines = new LineCount();
    search(
        in,
        Long.MAX_VALUE,
        (found, end, length) -> {
          int counted = 0;
          for (Found one : found) {
            lines.pass(buffer, counted, one.at(), length);
            counted = one.at();
            hits.add(new Hit(lines.line(one.wide()), one.display()));
          }
          lines.pass(buffer, counted, end, length);
        });
    return hits;
  }

  private void search(InputStream in, long most, Taker taker) throws IOException {
    int kept = 0;
    long left = most;
    boolean more = true;
    while (more) {
      int length = kept + in.readNBytes(buffer, kept, buffer.length - kept);
      boolean last = length < buffer.length;
      int end = (int) Math.min(last ? length : length - KeySearch.OVERLAP, left);
      List<Found> found = new ArrayList<>();
      KeySearch.find(
          buffer,
          length,
          end,
          (at, wide, key) -> found.add(new Found(at, wide, ApiKeyText.display(key))));
      found.sort(Comparator.comparingInt(Found::at));
      seen += end;
      left -= end;
      taker.take(found, end, length);
      more = !last && left > 0;
      kept = length - end;
      System.arraycopy(buffer, end, buffer, 0, kept);
    }
  }
}
