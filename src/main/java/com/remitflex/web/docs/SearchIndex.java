package com.remitflex.web.docs;

import com.remitflex.web.docs.Content.Section;
import com.remitflex.web.docs.Matches.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The sections of all pages, in which every word of a query is searched. */
public final class SearchIndex {
  /** The maximum number of results that are shown. */
  static final int MAX_RESULTS = 20;

  private static final int SAME_TITLE = 200;
  private static final int WORD_IN_TITLE = 60;
  private static final int IN_TITLE = 40;
  private static final int IN_TITLE_OF_PAGE = 15;
  private static final int WORD_IN_TEXT = 8;
  private static final int IN_TEXT = 3;
  private static final int BEGINNING = 20;

  /** The text of an endpoint begins with its method and path. */
  private static final int FIRST_WORDS = 100;

  private static final int MAX_REPETITIONS = 5;

  private final List<Entry> entries = new ArrayList<>();

  /** A section with its texts in lower case. */
  private record Entry(ManualPage page, Section section, String title, String text, String label) {
    static Entry of(ManualPage page, Section section) {
      return new Entry(
          page,
          section,
          Matches.lowerCase(section.title()),
          Matches.lowerCase(section.text()),
          Matches.lowerCase(page.label()));
    }

    /** How well the section fits; 0 if it lacks a word. */
    int score(List<String> words) {
      int sum = title.equals(String.join(" ", words)) ? SAME_TITLE : 0;
      boolean isNamed = false;
      for (String word : words) {
        int score = score(word);
        if (score == 0) {
          return 0;
        }
        isNamed |= score >= IN_TITLE;
        sum += score;
      }
      return sum
          + (isNamed && section.level() == 1 ? BEGINNING : 0)
          + (text.startsWith(String.join(" ", words)) ? FIRST_WORDS : 0);
    }

    private int score(String word) {
      int inTitle = place(title, word, WORD_IN_TITLE, IN_TITLE);
      int inLabel = label.contains(word) ? IN_TITLE_OF_PAGE : 0;
      int inText = place(text, word, WORD_IN_TEXT, IN_TEXT);
      return inTitle + inText + (inTitle + inText == 0 && section.level() > 1 ? 0 : inLabel);
    }

    /**
     * The first value for a complete word, and a little more for each repetition; the second for a
     * part of a word, 0 for neither.
     */
    private static int place(String text, String word, int complete, int part) {
      int score = 0;
      for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
        boolean isComplete = isEdge(text, at - 1) && isEdge(text, at + word.length());
        score = Math.max(score, isComplete ? complete : part) + (score > 0 ? 1 : 0);
        if (score >= complete + MAX_REPETITIONS) {
          break;
        }
      }
      return score;
    }

    private static boolean isEdge(String text, int at) {
      return at < 0 || at >= text.length() || !isPartOfWord(text.charAt(at));
    }

    private static boolean isPartOfWord(char one) {
      return Character.isLetterOrDigit(one) || one == '_' || one == '/' || one == '-';
    }
  }

  /** A section that has every word. */
  public record Hit(String address, String page, List<Part> title, List<Part> excerpt) {}

  /**
   * What was found.
   *
   * @param hits the best ones, the best first
   * @param total how many there are
   */
  public record Result(List<Hit> hits, int total) {}

  private record Scored(Entry entry, int score) {}

  SearchIndex(List<ManualPage> pages) {
    for (ManualPage page : pages) {
      page.content().get().sections().stream()
          .filter(section -> !section.text().isEmpty())
          .forEach(section -> entries.add(Entry.of(page, section)));
    }
  }

  Result find(SearchQuery query) {
    if (query.isEmpty()) {
      return new Result(List.of(), 0);
    }
    List<Scored> found =
        entries.stream()
            .map(entry -> new Scored(entry, entry.score(query.words())))
            .filter(scored -> scored.score() > 0)
            .sorted(Comparator.comparingInt(Scored::score).reversed())
            .toList();
    return new Result(
        found.stream().limit(MAX_RESULTS).map(one -> hit(one.entry(), query)).toList(),
        found.size());
  }

  private static Hit hit(Entry entry, SearchQuery query) {
    Section section = entry.section();
    String anchor = section.anchor().isEmpty() ? "" : "#" + section.anchor();
    return new Hit(
        entry.page().path() + anchor,
        entry.page().label(),
        Matches.in(section.title(), query.words()),
        Matches.excerpt(section.text(), query.words()));
  }
}
