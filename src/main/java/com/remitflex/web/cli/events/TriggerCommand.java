package com.remitflex.web.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.web.cli.Console;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** `trigger`: makes something real happen in the sandbox that emits an event. */
@Command(
    name = "trigger",
    mixinStandardHelpOptions = true,
    description = {
      "Make an event happen in the sandbox: the command creates a real object by the API, waits"
          + " until the event is there, and prints both.",
      "It needs a sandbox key with the scope write; for api_key events, with the scope admin."
    })
public final class TriggerCommand implements Callable<Integer> {
  @Mixin private final ServerOptions server;

  @Parameters(
      paramLabel = "TYPE",
      description =
          "The type of the event: payment.created, payment.processing, payment.settled,"
              + " payment.delivered, payment.failed, payment.cancelled, payment.returned,"
              + " conversion.completed, offramp.processing, offramp.settled,"
              + " offramp.delivered, offramp.failed, offramp.returned,"
              + " compliance.review_required, compliance.approved, deposit.pending,"
              + " deposit.credited, deposit.held, deposit.dropped, api_key.created,"
              + " api_key.rolled, api_key.revoked, api_key.expiring or api_key.usage_alert.")
  private String type = "";

  /**
   * The command.
   *
   * @param environment variables of the process
   * @param publicUrl the address of this installation's server
   */
  public TriggerCommand(Map<String, String> environment, Supplier<String> publicUrl) {
    this.server = new ServerOptions(environment, publicUrl);
  }

  @Override
  public Integer call() throws InterruptedException {
    Trigger trigger = Trigger.ALL.get(type);
    if (trigger == null) {
      return Console.fail(
          Trigger.IMPOSSIBLE.getOrDefault(
              type,
              "No event has the type "
                  + type
                  + ". Types: "
                  + Trigger.ALL.keySet().stream().sorted().collect(Collectors.joining(", "))
                  + "."));
    }
    try {
      ApiServer api = server.open();
      long before = Listening.newest(api);
      TriggerSteps steps = new TriggerSteps(api, Console::print);
      String subject = trigger.action().run(steps);
      Console.notice("Waiting for " + type + ", at most " + trigger.maxWait().toSeconds() + " s …");
      JsonNode event = steps.await(before, type, subject, trigger.maxWait());
      Console.print("");
      Console.print(event.toPrettyString());
      steps.cleanUp();
      return 0;
    } catch (ApiCallException e) {
      return Console.fail(String.valueOf(e.getMessage()));
    }
  }
}
