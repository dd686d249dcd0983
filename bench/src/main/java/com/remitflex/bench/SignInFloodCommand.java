package com.remitflex.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The flood as a process of its own, so that its garbage collection and its threads are not part of
 * what the probe measures. It runs until its standard input ends, and then prints how many attempts
 * it made.
 */
@Command(name = "sign-in-flood", hidden = true, mixinStandardHelpOptions = true)
final class SignInFloodCommand implements Callable<Integer> {
  @Parameters(index = "0", description = "The server's port.")
  private int port;

  @Parameters(index = "1", description = "How many connections.")
  private int connections;

  @Parameters(index = "2", description = "Whether each attempt claims a network of its own.")
  private boolean manyNetworks;

  @Override
  public Integer call() throws IOException {
    SignInFlood flood = new SignInFlood(port, connections, manyNetworks);
    flood.start();
    System.out.println("started");
    while (System.in.read() >= 0) {
      // Only the end of the input has a meaning.
    }
    long attempts = flood.attempts();
    flood.close();
    System.out.println(attempts);
    return 0;
  }
}
