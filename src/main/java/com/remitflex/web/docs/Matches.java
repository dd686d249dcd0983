package com.remitflex.web.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The places in a text where words of a query are. */
public final class Matches {
  private static final int BEFORE = 60;
  private static final int LENGTH = 200;

  private Matches() {}

  /**
   * A part of a text.
   *
   * @param isMatch whether it is a word of the query
   */
  public record Part(String text, boolean isMatch) {}

  /** The text in lower case, with each character at its place. */
  static String lowerCase(String text) {
    char[] characters = text.toCharArray();
    for (int i = 0; i < characters.length; i++) {
      characters[i] = Character.toLowerCase(characters[i]);
    }
    return new String(characters);
  }

  /** The text in parts, so that a page can mark each match. */
  static List<Part> in(String text, List<String> words) {
    boolean[] marked = new boolean[text.length()];
    String lower = lowerCase(text);
    for (String word : words) {
      for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length())) {
        Arrays.fill(marked, at, at + word.length(), true);
      }
    }
    List<Part> parts = new ArrayList<>();
    for (int start = 0, end; start < text.length(); start = end) {
      end = start + 1;
      while (end < text.length() && marked[end] == marked[start]) {
        end++;
      }
      parts.add(new Part(text.substring(start, end), marked[start]));
    }
    return parts;
  }

  /** The part of a text around the first match, in parts; its beginning if nothing matches. */
  static List<Part> excerpt(String text, List<String> words) {
    String lower = lowerCase(text);
    int first = words.stream().mapToInt(lower::indexOf).filter(at -> at >= 0).min().orElse(0);
    int start = first <= BEFORE ? 0 : spaceAfter(text, first - BEFORE, first);
    int end = Math.min(text.length(), start + LENGTH);
    int cut = end == text.length() ? end : Math.max(text.lastIndexOf(' ', end), start + LENGTH / 2);
    String shown =
        (start > 0 ? "… " : "") + text.substring(start, cut) + (cut < text.length() ? " …" : "");
    return in(shown, words);
  }

  /** The beginning of a word between two places, so that an excerpt begins with one. */
  private static int spaceAfter(String text, int from, int to) {
    return IntStream.range(from, to).filter(i -> text.charAt(i) == ' ').findFirst().orElse(from);
  }
}
