package com.remitflex.web.cli;

/** Opens the tools when a command needs them. */
@FunctionalInterface
public interface CommandContextFactory {
  CommandContext open();
}
