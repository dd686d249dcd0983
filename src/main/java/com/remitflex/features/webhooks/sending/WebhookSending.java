package com.remitflex.features.webhooks.sending;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.webhooks.deliveries.AttemptPartitions;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.UrlRules;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.net.outbound.OutboundClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;

/** Sends the webhooks of this node: makes deliveries of events, and attempts of deliveries. */
public final class WebhookSending implements AutoCloseable {
  private final LaneWorker worker;
  private final Dispatcher dispatcher;
  private final FollowUp followUp;
  private final AttemptPartitions partitions;

  /**
   * The sending of a node.
   *
   * @param cipher decrypts what deliveries are signed with
   * @param hints the accounts whose events this node's engine has just committed
   * @param publicUrl base of the links in mails
   */
  public WebhookSending(
      Database database,
      DatabaseClock clock,
      Engine engine,
      WebhookService webhooks,
      EndpointCipher cipher,
      OutboundClient client,
      UrlRules urls,
      InternalReceiver internal,
      EventHints hints,
      MeterRegistry meters,
      String publicUrl) {
    this.partitions = new AttemptPartitions(database);
    this.followUp =
        new FollowUp(new SendingMetrics(meters), new FailureNotices(engine, webhooks, publicUrl));
    this.worker =
        new LaneWorker(
            database,
            clock,
            new Sender(client, urls, internal, clock),
            new LaneClaims(database, cipher),
            followUp);
    this.dispatcher = new Dispatcher(database, hints, worker::wake);
  }

  public WebhookSending start() {
    partitions.start();
    worker.start();
    dispatcher.start();
    return this;
  }

  /** Looks for due deliveries of these endpoints now. */
  public void wake(Set<String> endpointIds) {
    worker.wake(endpointIds);
  }

  @Override
  public void close() {
    dispatcher.close();
    worker.close();
    followUp.close();
    partitions.close();
  }
}
