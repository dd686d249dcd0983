package com.remitflex.features.compliance.names;

import com.remitflex.features.compliance.names.NameMatch.Strength;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A name of a list, with which names are compared. */
final class ListedName {
  /** One error in so many letters still makes a name similar. */
  private static final int LETTERS_PER_ERROR = 8;

  /** A word of so many letters is worth comparing by itself. */
  private static final int LONG_WORD = 4;

  private final String text;
  private final Form seen;
  private final Form spoken;

  /**
   * One form of the name.
   *
   * @param orders its words without spaces, in each order
   */
  private record Form(List<String> words, Set<String> orders) {
    static Form of(List<String> words) {
      Set<String> orders = new HashSet<>();
      addOrders("", words, orders);
      return new Form(words, orders);
    }

    private static void addOrders(String begun, List<String> left, Set<String> orders) {
      if (left.isEmpty()) {
        orders.add(begun);
      }
      for (int i = 0; i < left.size(); i++) {
        List<String> others = new ArrayList<>(left);
        addOrders(begun + others.remove(i), others, orders);
      }
    }
  }

  ListedName(String text) {
    NormalName name = NormalName.of(text);
    this.text = text;
    this.seen = Form.of(name.seen());
    this.spoken = Form.of(name.spoken());
  }

  Optional<NameMatch> match(NormalName name) {
    boolean same = isSame(seen, name.seen()) || isSame(spoken, name.spoken());
    if (same) {
      return Optional.of(new NameMatch(text, Strength.SAME));
    }
    return isSimilar(seen, name.seen()) || isSimilar(spoken, name.spoken())
        ? Optional.of(new NameMatch(text, Strength.SIMILAR))
        : Optional.empty();
  }

  private static boolean isSame(Form listed, List<String> words) {
    // Words in another order, and words that are joined or divided otherwise.
    return listed.orders().contains(String.join("", words))
        || listed.words().stream().sorted().toList().equals(words.stream().sorted().toList());
  }

  private static boolean isSimilar(Form listed, List<String> words) {
    return hasMoreWords(listed, words) || hasInitials(listed, words) || hasErrors(listed, words);
  }

  private static boolean hasMoreWords(Form listed, List<String> words) {
    return new HashSet<>(words).containsAll(listed.words());
  }

  /** Whether each listed word is there, or its first letter in place of it. */
  private static boolean hasInitials(Form listed, List<String> words) {
    return listed.words().stream()
            .allMatch(word -> words.contains(word) || words.contains(word.substring(0, 1)))
        && listed.words().stream()
            .anyMatch(word -> word.length() >= LONG_WORD && words.contains(word));
  }

  private static boolean hasErrors(Form listed, List<String> words) {
    int letters = listed.words().stream().mapToInt(String::length).sum();
    int max = Math.max(1, letters / LETTERS_PER_ERROR);
    List<String> sorted = words.stream().sorted().toList();
    return listed.orders().stream()
        .anyMatch(order ->
            EditDistance.isAtMost(max, order, String.join("", words))
                || EditDistance.isAtMost(max, order, String.join("", sorted)));
  }
}
