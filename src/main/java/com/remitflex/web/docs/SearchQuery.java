package com.remitflex.web.docs;

import com.remitflex.platform.text.ApiKeyText;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;

/**
 * What a reader searches for.
 *
 * @param shown the query as pages show it, with API keys masked
 * @param words in lower case; empty to find nothing
 * @param isCut whether the query is longer than what is searched
 */
public record SearchQuery(String shown, List<String> words, boolean isCut) {
  static final int MAX_LENGTH = 100;

  private static final int MAX_WORDS = 8;

  /** The query in any text. */
  static SearchQuery of(String text) {
    // First: a key that is cut would no longer be recognised.
    String visible = visible(ApiKeyText.mask(text)).strip();
    boolean isCut = visible.codePointCount(0, visible.length()) > MAX_LENGTH;
    String shown =
        isCut ? visible.substring(0, visible.offsetByCodePoints(0, MAX_LENGTH)) : visible;
    List<String> words =
        Arrays.stream(shown.split(" "))
            .filter(word -> !word.isEmpty())
            .map(Matches::lowerCase)
            .distinct()
            .limit(MAX_WORDS)
            .toList();
    return new SearchQuery(shown, words, isCut);
  }

  /** Without characters that are invisible, with spaces for white space and control characters. */
  private static String visible(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .replaceAll("[\\p{Cf}\\p{Co}\\p{Cs}]", "")
        .replaceAll("[\\p{Cc}\\p{Z}]+", " ");
  }

  public int maxLength() {
    return MAX_LENGTH;
  }

  public boolean isEmpty() {
    return words.isEmpty();
  }
}
