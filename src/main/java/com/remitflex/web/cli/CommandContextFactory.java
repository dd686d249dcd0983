package com.remitflex.web.cli;

/** Opens the context of a command. */
@FunctionalInterface
public interface CommandContextFactory {
  CommandContext open();
}
