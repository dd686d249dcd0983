package com.remitflex.features.compliance.names;

import com.remitflex.platform.ids.Environment;
import java.util.Optional;

/** Compares the name of a receiver with lists of blocked names. */
@FunctionalInterface
public interface NameScreening {
  /** The strongest match of a name; empty if no listed name is similar. */
  Optional<NameMatch> match(Environment environment, String name);
}
