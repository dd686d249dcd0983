package com.remitflex.features.compliance.names;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.Transliterator;
import java.util.Arrays;
import java.util.List;

/**
 * A name as it is compared: its words without case, accents, punctuation and invisible characters.
 *
 * <p>There are two forms, because a letter of another script can look like a Latin one or sound
 * like another: the Cyrillic letter `р` looks like a p and is an r.
 *
 * @param seen the words, as they look (the skeletons of Unicode Technical Standard 39)
 * @param spoken the words, as they sound, in Latin letters
 */
record NormalName(List<String> seen, List<String> spoken) {
  private static final Normalizer2 DECOMPOSED = Normalizer2.getNFKDInstance();
  private static final SpoofChecker LOOK = new SpoofChecker.Builder().build();

  /** Not safe for concurrent use. */
  private static final ThreadLocal<Transliterator> SOUND =
      ThreadLocal.withInitial(() -> Transliterator.getInstance("Any-Latin; Latin-ASCII"));

  static NormalName of(String name) {
    String visible = visible(name);
    StringBuilder latin = new StringBuilder(visible.length());
    plain(visible).codePoints().forEach(c -> latin.append(likeLatin(c)));
    return new NormalName(
        words(LOOK.getSkeleton(latin.toString())), words(SOUND.get().transliterate(visible)));
  }

  /** The Latin letter, in lower case, that a letter looks like, as a small or a capital letter. */
  private static String likeLatin(int letter) {
    String given = Character.toString(letter);
    String folded = UCharacter.foldCase(given, true);
    if (isAscii(folded)) {
      return folded;
    }
    String small = plain(LOOK.getSkeleton(folded));
    String capital = plain(LOOK.getSkeleton(given));
    return isAscii(small) ? small : isAscii(capital) ? UCharacter.foldCase(capital, true) : folded;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  /** Compatibility forms, for example full-width letters, as the usual ones; no hidden ones. */
  private static String visible(String name) {
    StringBuilder visible = new StringBuilder(name.length());
    DECOMPOSED
        .normalize(name)
        .codePoints()
        .filter(c -> !UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT))
        .filter(c -> UCharacter.getType(c) != UCharacter.FORMAT)
        .forEach(visible::appendCodePoint);
    return visible.toString();
  }

  /** Without accents and other marks. */
  private static String plain(String text) {
    return DECOMPOSED.normalize(text).replaceAll("\\p{M}+", "");
  }

  private static List<String> words(String text) {
    String letters =
        UCharacter.foldCase(plain(text), true).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    return letters.isEmpty() ? List.of() : Arrays.asList(letters.split(" ", -1));
  }
}
