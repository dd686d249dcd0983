package com.remitflex.web.operator;

import com.remitflex.features.members.operators.Operators;
import com.remitflex.features.rails.pauses.Pause;
import com.remitflex.platform.access.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of those who acted, in place of their IDs. */
public final class OperatorNames {
  private static final String COMMAND = "operator";
  private static final String PLATFORM = "platform";

  private final Operators operators;

  public OperatorNames(Operators operators) {
    this.operators = operators;
  }

  /** The pauses with the names of those who began them. */
  List<NamedPause> named(List<Pause> pauses) {
    Map<String, String> labels = operators.labels(pauses.stream().map(Pause::by).toList());
    return pauses.stream().map(pause -> new NamedPause(pause, name(pause.by(), labels))).toList();
  }

  /** The names of these actors by their IDs. */
  Map<String, String> of(Stream<Actor> actors) {
    return operators.labels(actors.map(Actor::id).flatMap(Optional::stream).distinct().toList());
  }

  /** The names of those with these IDs, as they are stored with what they decided. */
  Map<String, String> ofIds(List<String> ids) {
    Map<String, String> labels = operators.labels(ids);
    return ids.stream().distinct().collect(Collectors.toMap(id -> id, id -> name(id, labels)));
  }

  private static String name(String by, Map<String, String> labels) {
    return switch (by) {
      case COMMAND -> "a command";
      case PLATFORM -> "RemitFlex";
      default -> labels.getOrDefault(by, by);
    };
  }
}
