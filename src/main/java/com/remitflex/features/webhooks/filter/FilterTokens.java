package com.remitflex.features.webhooks.filter;

import com.remitflex.features.webhooks.filter.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits the text of a filter into tokens. */
final class FilterTokens {
  private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]+");
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*(?:\\.[A-Za-z0-9_-]+)*");
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,19})(?:\\.[0-9]{1,20})?");
  private static final Pattern SYMBOL = Pattern.compile("!=|<=|>=|[=<>(),]");

  /** A string in double quotes; a backslash stands before a quote or another backslash. */
  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\])*+)\"");

  private final String text;
  private int at;

  private FilterTokens(String text) {
    this.text = text;
  }

  /** All tokens of the text; the last one is its end. */
  static List<Token> of(String text) throws FilterSyntaxException {
    return new FilterTokens(text).all();
  }

  private List<Token> all() throws FilterSyntaxException {
    List<Token> tokens = new ArrayList<>();
    skipSpace();
    while (at < text.length()) {
      tokens.add(next());
      skipSpace();
    }
    tokens.add(new Token(Kind.END, "", at));
    return tokens;
  }

  private void skipSpace() {
    Matcher space = SPACE.matcher(text).region(at, text.length());
    if (space.lookingAt()) {
      at = space.end();
    }
  }

  private Token next() throws FilterSyntaxException {
    int start = at;
    Matcher string = STRING.matcher(text).region(at, text.length());
    if (string.lookingAt()) {
      at = string.end();
      return new Token(Kind.STRING, string.group(1).replaceAll("\\\\(.)", "$1"), start);
    }
    for (Kind kind : List.of(Kind.NAME, Kind.NUMBER, Kind.SYMBOL)) {
      Matcher matcher = pattern(kind).matcher(text).region(at, text.length());
      if (matcher.lookingAt()) {
        at = matcher.end();
        return new Token(kind, matcher.group(), start);
      }
    }
    throw new FilterSyntaxException(
        start,
        text.charAt(start) == '"'
            ? "the string has no closing quote, or a backslash before another character than"
                + " \\ and \"."
            : "this character is not expected here. Strings stand in double quotes.");
  }

  private static Pattern pattern(Kind kind) {
    return switch (kind) {
      case NAME -> NAME;
      case NUMBER -> NUMBER;
      case STRING -> STRING;
      case SYMBOL, END -> SYMBOL;
    };
  }
}
