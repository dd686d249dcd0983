package com.remitflex.features.webhooks.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;

/** A condition on an event. */
sealed interface Condition {
  boolean matches(JsonNode event);

  record All(List<Condition> parts) implements Condition {
    @Override
    public boolean matches(JsonNode event) {
      return parts.stream().allMatch(part -> part.matches(event));
    }
  }

  record Any(List<Condition> parts) implements Condition {
    @Override
    public boolean matches(JsonNode event) {
      return parts.stream().anyMatch(part -> part.matches(event));
    }
  }

  record Not(Condition part) implements Condition {
    @Override
    public boolean matches(JsonNode event) {
      return !part.matches(event);
    }
  }

  /** A comparison with a value; one between different types is false, except for `!=`. */
  record Comparison(Path path, Operator operator, Literal literal) implements Condition {
    @Override
    public boolean matches(JsonNode event) {
      return operator.holds(literal.compare(path.of(event)));
    }
  }

  /** The names that lead to a field. */
  record Path(List<String> names) {
    JsonNode of(JsonNode event) {
      JsonNode found = event;
      for (String name : names) {
        found = found.path(name);
      }
      return found;
    }
  }

  /** How a field is compared with a value. */
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /**
     * Whether the comparison holds.
     *
     * @param comparison of the field with the value; empty if they cannot be compared
     */
    boolean holds(OptionalInt comparison) {
      if (comparison.isEmpty()) {
        return this == NOT_EQUAL;
      }
      int order = comparison.getAsInt();
      return switch (this) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case GREATER -> order > 0;
        case AT_LEAST -> order >= 0;
      };
    }
  }

  /** A value in a filter. */
  sealed interface Literal {
    /** Compares a field with this value; empty if they are of different types. */
    OptionalInt compare(JsonNode field);

    record Text(String value) implements Literal {
      @Override
      public OptionalInt compare(JsonNode field) {
        return field.isTextual()
            ? OptionalInt.of(field.textValue().compareTo(value))
            : OptionalInt.empty();
      }
    }

    record Decimal(BigDecimal value) implements Literal {
      @Override
      public OptionalInt compare(JsonNode field) {
        return field.isNumber()
            ? OptionalInt.of(field.decimalValue().compareTo(value))
            : OptionalInt.empty();
      }
    }

    record Flag(boolean value) implements Literal {
      @Override
      public OptionalInt compare(JsonNode field) {
        return field.isBoolean()
            ? OptionalInt.of(Boolean.compare(field.booleanValue(), value))
            : OptionalInt.empty();
      }
    }

    /** An absent field. */
    record Absent() implements Literal {
      @Override
      public OptionalInt compare(JsonNode field) {
        return field.isMissingNode() || field.isNull() ? OptionalInt.of(0) : OptionalInt.empty();
      }
    }
  }
}
