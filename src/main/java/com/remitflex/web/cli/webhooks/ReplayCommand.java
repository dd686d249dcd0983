package com.remitflex.web.cli.webhooks;

import com.remitflex.core.engine.Caller;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.replay.ReplayRequest;
import com.remitflex.features.webhooks.replay.Which;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** `webhooks replay`: delivers events again. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Deliver events to an endpoint again: one event, or the undeliverable ones, or all.",
      "Without --yes, prints how many there are and changes nothing."
    })
final class ReplayCommand implements Callable<Integer> {
  @ParentCommand private WebhooksCommand parent;

  @Parameters(index = "0", paramLabel = "ID", description = "ID of the endpoint, we_…")
  private String id;

  @Option(names = "--event", description = "ID of the one event to deliver, evt_…")
  private Optional<String> event;

  @Option(
      names = "--all",
      description =
          "All events that the endpoint has chosen, delivered or not (default: undeliverable"
              + " ones).")
  private boolean all;

  @Option(names = "--from-seq", description = "Number of the first event (default: the first).")
  private Optional<Long> fromSeq;

  @Option(names = "--to-seq", description = "Number of the last event (default: the newest).")
  private Optional<Long> toSeq;

  @Option(names = "--yes", description = "Deliver them.")
  private boolean yes;

  @Override
  public Integer call() {
    try (CommandContext context = parent.contexts().open()) {
      WebhookEndpoint endpoint = WebhooksCommand.require(context, id);
      Caller caller = Caller.operator(endpoint.head());
      if (event.isPresent()) {
        var _ = context.replays().event(caller, event.get(), Optional.of(id)).orElseThrow();
        Console.print("The event " + event.get() + " is delivered to " + id + " again.");
        return 0;
      }
      ReplayRequest request = new ReplayRequest(id, all ? Which.ALL : Which.FAILED, fromSeq, toSeq);
      long count = context.replays().count(endpoint.head(), request).orElseThrow();
      Console.print(
          count
              + (all ? " events" : " undeliverable events")
              + (yes || count == 0 ? "" : ". To deliver them again, add --yes"));
      if (yes && count > 0) {
        Console.print(
            context.replays().start(caller, request, count).orElseThrow().result().json());
      }
      return 0;
    }
  }
}
