package com.remitflex.features.webhooks.filter;

import com.remitflex.features.webhooks.filter.Condition.Comparison;
import com.remitflex.features.webhooks.filter.Condition.Literal;
import com.remitflex.features.webhooks.filter.Condition.Operator;
import com.remitflex.features.webhooks.filter.Condition.Path;
import com.remitflex.features.webhooks.filter.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads a filter: comparisons, combined by `not`, `and` and `or`, which bind in this order, and
 * parentheses.
 */
final class FilterParser {
  private static final int MAX_DEPTH = 16;

  /** The fields of an event. */
  private static final Set<String> FIELDS =
      Set.of("id", "type", "seq", "environment", "created_at", "data");

  private static final Set<String> WORDS =
      Set.of("and", "or", "not", "in", "true", "false", "null");

  private final List<Token> tokens;
  private int at;
  private int depth;

  FilterParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  Condition parse() throws FilterSyntaxException {
    Condition condition = any();
    if (peek().kind() != Kind.END) {
      throw unexpected("\"and\", \"or\" or the end of the filter");
    }
    return condition;
  }

  private Condition any() throws FilterSyntaxException {
    List<Condition> parts = new ArrayList<>(List.of(all()));
    while (take(Kind.NAME, "or")) {
      parts.add(all());
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.Any(parts);
  }

  private Condition all() throws FilterSyntaxException {
    List<Condition> parts = new ArrayList<>(List.of(one()));
    while (take(Kind.NAME, "and")) {
      parts.add(one());
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private Condition one() throws FilterSyntaxException {
    if (++depth > MAX_DEPTH) {
      throw new FilterSyntaxException(peek().position(), "too many levels of parentheses.");
    }
    try {
      if (take(Kind.NAME, "not")) {
        return new Condition.Not(one());
      }
      if (take(Kind.SYMBOL, "(")) {
        Condition inner = any();
        require(")");
        return inner;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Condition comparison() throws FilterSyntaxException {
    Path path = path();
    if (take(Kind.NAME, "in")) {
      return in(path);
    }
    for (Operator operator : Operator.values()) {
      if (take(Kind.SYMBOL, operator.symbol)) {
        return new Comparison(path, operator, literal());
      }
    }
    throw unexpected("one of = != < <= > >= in");
  }

  private Condition in(Path path) throws FilterSyntaxException {
    require("(");
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(new Comparison(path, Operator.EQUAL, literal()));
    } while (take(Kind.SYMBOL, ","));
    require(")");
    return new Condition.Any(parts);
  }

  private Path path() throws FilterSyntaxException {
    Token token = peek();
    if (token.kind() != Kind.NAME || WORDS.contains(token.text())) {
      throw unexpected("the name of a field");
    }
    List<String> names = Arrays.asList(token.text().split("\\.", -1));
    if (!FIELDS.contains(names.getFirst())) {
      throw new FilterSyntaxException(
          token.position(),
          "an event has no field \""
              + names.getFirst()
              + "\". Fields are, for example, type, seq, environment and data.source_currency.");
    }
    at++;
    return new Path(names);
  }

  private Literal literal() throws FilterSyntaxException {
    Token token = peek();
    Literal literal =
        switch (token.kind()) {
          case STRING -> new Literal.Text(token.text());
          case NUMBER -> new Literal.Decimal(new BigDecimal(token.text()));
          case NAME -> word(token);
          case SYMBOL, END -> throw unexpected("a value");
        };
    at++;
    return literal;
  }

  private Literal word(Token token) throws FilterSyntaxException {
    return switch (token.text()) {
      case "true" -> new Literal.Flag(true);
      case "false" -> new Literal.Flag(false);
      case "null" -> new Literal.Absent();
      default ->
          throw unexpected("a value: a string in double quotes, a number, true, false or null");
    };
  }

  private Token peek() {
    return tokens.get(at);
  }

  private boolean take(Kind kind, String text) {
    boolean found = peek().is(kind, text);
    if (found) {
      at++;
    }
    return found;
  }

  private void require(String symbol) throws FilterSyntaxException {
    if (!take(Kind.SYMBOL, symbol)) {
      throw unexpected("\"" + symbol + "\"");
    }
  }

  private FilterSyntaxException unexpected(String expected) {
    Token token = peek();
    return new FilterSyntaxException(
        token.position(), "expected " + expected + ", but found " + token.shown() + ".");
  }
}
