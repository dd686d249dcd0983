package com.remitflex.testing;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import com.remitflex.testing.UserTexts.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that texts for users avoid, and what to write instead. */
public final class Wording {
  private static final String WORD_START = "(?<![\\w`'/._<#${-]|\")";

  /** A word, where it may begin, and the term that replaces it. */
  private record Rule(String start, String word, Pattern pattern, String instead) {
    Rule(String start, String word, String instead) {
      this(start, word, Pattern.compile(start + word), instead);
    }
  }

  /**
   * A text in which a word is correct.
   *
   * @param source end of the name of the file, address or command
   * @param part of the text, which contains the word
   */
  private record Exemption(String source, String part, String reason) {}

  private static final List<Rule> RULES =
      List.of(
          // Metaphors and archaic verbs.
          rule("(?:re-)?answer(?:s|ed|ing)?", "return, respond or response"),
          rule("told|tells?|telling", "notify, report, return, or reveal (a secret)"),
          rule("refus(?:e|es|ed|al|als|ing)(?! to start)", "reject, rejection"),
          rule("judge[sd]?|judging", "decide"),
          rule("books?", "repository, or balance"),
          rule("tall(?:y|ies)", "counter"),
          rule("twins?|racers?", "concurrent duplicate request"),
          rule("remembers?|remembered|forgets?", "store, delete"),
          rule("visits?", "request"),
          rule("(?<!revocation )journals?", "request listener, log"),
          rule("gates?", "authenticator, check"),
          rule("receptions?", "connection guard"),
          rule("workshop|diary|desk|entrance", "the engineering term"),
          rule("rhythm", "traffic baseline"),
          rule("alarms?", "alert"),
          rule("silences?|quiet(?! account)", "inactivity, muted"),
          rule("seen to", "acknowledged"),
          rule("faults?", "error"),
          rule("tries out|made anew|set anew|anew", "again, reset"),
          rule("seal(?:s|ed)?", "MAC, sign, encrypt"),
          rule("stretch(?:es)?", "interval"),
          rule("portions?", "allocation"),
          rule("promis(?:e|es|ed)", "guarantee"),
          rule("hostile world", "hostile conditions"),
          rule("people(?! (?:list|reset|confirm)\\b)", "users, members"),
          rule("look(?:s|ed)? after|again and again", "maintain, periodic"),
          rule("lowered|lowering", "restrict, revoke"),
          rule("beside", "next to"),
          rule("lies|lie", "is stored, is located"),
          rule("twice over|half-done|nothing (?:is |was )?lost", "partially applied, no damage"),
          // Verbs with a particle.
          rule("go(?:es)? on|went on|lives? on", "continue, stay valid"),
          rule("tak(?:e|es|en|ing) (?:\\w+ )?back|took back", "revoke, cancel, withdraw"),
          rule("tak(?:e|es|en) away", "remove"),
          rule("giv(?:e|es|en) back|gave back|(?:is|goes) back", "release, refund, restore"),
          rule("set(?:s)? aside", "hold"),
          rule("kept nowhere|keeps? \\w+ to (?:it|them)(?:self|selves)", "is not stored"),
          rule("(?:has|have|had) yet to", "not yet"),
          rule("out of reach", "unreachable, unavailable"),
          // Adverbs.
          rule("at once", "immediately"),
          rule("for good", "permanently"),
          rule("as a rule", "usually"),
          rule("by itself|by themselves|of itself", "automatically"),
          rule("any ?more", "no longer"),
          rule("meanwhile", "in the meantime"),
          rule("alone", "only"),
          // Constructions.
          rule("who(?:m)?ever", "any member who, anyone who"),
          rule("only who|for who|whose it is", "a noun before who"),
          rule("what of|what (?:it|this) is of", "a noun"),
          rule("so many", "the number"),
          rule("(?<!there )(?:is|are|was|were) no(?! longer\\b| more\\b)", "is not a"),
          new Rule("", "(?<!such )\\bas (?:[0-9/]|[A-Za-z.]+@)\\S*", "for example"),
          rule(
              "(?:requests?|attempts?|reports?|payments?) (?:a|an) (?:minute|hour|day|second)",
              "per minute"),
          rule("grace(?! period|$)", "grace period"),
          // Spelling.
          rule("(?-i:[Ii]ds?)", "ID"),
          rule("e-mails?|e-mailed", "email"),
          rule("look-ups?", "lookup"),
          rule("time-outs?", "timeout"),
          rule("lock-outs?", "lockout"),
          rule("log-outs?", "sign-out"),
          rule("allow-lists?", "allow list"),
          rule("back-pressure", "backpressure"),
          new Rule("", "\\d+ %", "no space before %"));

  /** Finds what any rule finds: most texts break none, and are read once instead of once a rule. */
  private static final Pattern ANY =
      Pattern.compile(
          RULES.stream()
              .collect(groupingBy(Rule::start, mapping(Rule::word, joining("|"))))
              .entrySet()
              .stream()
              .map(words -> words.getKey() + "(?:" + words.getValue() + ")")
              .collect(joining("|")));

  private static final List<Exemption> EXEMPTIONS =
      List.of(
          new Exemption("AuditCheck.java", "the seal is not valid", "a column of audit_head"),
          new Exemption("CONTRIBUTING.md", "sealed", "a keyword of Java"),
          new Exemption("PeopleSecrets.java", "people v1", "part of a key derivation"));

  private Wording() {}

  /** Whole words in any case; neither a part of a name nor in quotes or backticks. */
  private static Rule rule(String word, String instead) {
    return new Rule(
        WORD_START, "(?i:(?:" + word + ")(?![\\w`/>=}-]|\"|\\.\\w|'(?!s\\b)))", instead);
  }

  /** The errors in a text: where, which word, the text, and what to write instead. */
  public static List<String> errors(Text text) {
    List<String> errors = new ArrayList<>();
    if (!ANY.matcher(text.text()).find()) {
      return errors;
    }
    for (Rule rule : RULES) {
      Matcher word = rule.pattern().matcher(text.text());
      while (word.find()) {
        if (EXEMPTIONS.stream().noneMatch(one -> covers(one, text, word.start(), word.end()))) {
          errors.add(
              "%s:%d: %s: %s -> write: %s"
                  .formatted(
                      text.source(), text.line(), word.group(), text.text(), rule.instead()));
        }
      }
    }
    return errors;
  }

  private static boolean covers(Exemption exemption, Text text, int start, int end) {
    if (!text.source().endsWith(exemption.source())) {
      return false;
    }
    int at = text.text().indexOf(exemption.part());
    while (at >= 0) {
      if (at <= start && end <= at + exemption.part().length()) {
        return true;
      }
      at = text.text().indexOf(exemption.part(), at + 1);
    }
    return false;
  }

  /** The exemptions that no text needs. */
  public static List<String> unusedExemptions(List<Text> texts) {
    return EXEMPTIONS.stream()
        .filter(one ->
            texts.stream()
                .noneMatch(text ->
                    text.source().endsWith(one.source()) && text.text().contains(one.part())))
        .map(one -> one.source() + ": " + one.part())
        .toList();
  }
}
