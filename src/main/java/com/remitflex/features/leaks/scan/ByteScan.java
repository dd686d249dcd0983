package com.remitflex.features.leaks.scan;

import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Searches a stream of bytes with one buffer; one thread may use it. */
final class ByteScan {
  private static final int BUFFER = 1 << 20;

  private final byte[] buffer;
  private long searched;

  ByteScan() {
    this(BUFFER);
  }

  /**
   * A search with a buffer of this size.
   *
   * @param size longer than two keys, or longer than the whole stream
   */
  ByteScan(int size) {
    this.buffer = new byte[size];
  }

  /** A masked key and its line. */
  record Hit(long line, String display) {}

  /** A masked key and its position in the buffer. */
  private record Found(int at, boolean wide, String display) {}

  /** Receives the keys in each buffer. */
  private interface Consumer {
    /**
     * Receives the keys in one buffer.
     *
     * @param end bytes from here on are searched again in the next buffer
     */
    void accept(List<Found> found, int end, int length);
  }

  /** The number of bytes searched so far. */
  long searched() {
    return searched;
  }

  /**
   * Whether a key starts within the first bytes.
   *
   * @param limit the number of bytes in which a key may start; it may end after them
   */
  boolean containsKey(InputStream in, long limit) throws IOException {
    boolean[] any = new boolean[1];
    search(in, limit, (found, end, length) -> any[0] |= !found.isEmpty());
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
            lines.count(buffer, counted, one.at(), length);
            counted = one.at();
            hits.add(new Hit(lines.line(one.wide()), one.display()));
          }
          lines.count(buffer, counted, end, length);
        });
    return hits;
  }

  private void search(InputStream in, long limit, Consumer consumer) throws IOException {
    int carried = 0;
    long left = limit;
    boolean more = true;
    while (more) {
      int length = carried + in.readNBytes(buffer, carried, buffer.length - carried);
      boolean last = length < buffer.length;
      int end = (int) Math.min(last ? length : length - KeySearch.OVERLAP, left);
      List<Found> found = new ArrayList<>();
      KeySearch.find(
          buffer,
          length,
          end,
          (at, wide, key) -> found.add(new Found(at, wide, ApiKeyText.display(key))));
      found.sort(Comparator.comparingInt(Found::at));
      searched += end;
      left -= end;
      consumer.accept(found, end, length);
      more = !last && left > 0;
      carried = length - end;
      System.arraycopy(buffer, end, buffer, 0, carried);
    }
  }
}
