package com.remitflex.cli;

/** Opens the tools when a command needs them. */
@FunctionalInterface
public interface Workshop {
  Tools open();
}
