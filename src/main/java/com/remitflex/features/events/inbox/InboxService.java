package com.remitflex.features.events.inbox;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The inboxes: each sandbox has one, to which webhooks can be sent without a server. */
public final class InboxService {
  public static final int MAX_MESSAGES = 200;
  public static final int MAX_BYTES = 64 * 1024;
  public static final int MAX_PER_MINUTE = 300;
  public static final Duration RETENTION = Duration.ofDays(7);

  private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

  private final Database database;
  private final InboxAddresses addresses;
  private final SignatureChecks signatures;

  public InboxService(Database database, InboxAddresses addresses, SignatureChecks signatures) {
    this.database = database;
    this.addresses = addresses;
    this.signatures = signatures;
  }

  /** The address of an account's inbox. */
  public String url(String accountId) {
    return addresses.url(accountId);
  }

  /** The account whose inbox has this token. */
  Optional<String> account(String token) {
    return addresses.account(token);
  }

  /**
   * Stores a request with its secrets masked, and deletes the oldest one of a full inbox.
   *
   * @param headers by their names in lower case
   * @return the ID of the message; empty if too many came in this minute
   */
  Optional<String> receive(String accountId, Map<String, String> headers, byte[] body) {
    var checked = signatures.check(accountId, url(accountId), headers, body);
    ReceivedRequest request = new ReceivedRequest(headers, body);
    return database.inTransaction(handle -> {
      Instant now = DatabaseClock.read(handle);
      OptionalLong number = InboxStore.count(handle, accountId, now, MAX_PER_MINUTE);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      InboxMessage message = request.message(accountId, number.getAsLong(), now, checked);
      InboxStore.insert(handle, message);
      InboxStore.deleteUpTo(handle, accountId, message.number() - MAX_MESSAGES);
      return Optional.of(message.id());
    });
  }

  /** A page of an account's messages. */
  public Page<InboxMessage> list(String accountId, PageQuery query) {
    return InboxStore.page(database, accountId, query);
  }

  public Optional<InboxMessage> find(String accountId, String id) {
    return IdPrefix.INBOX_MESSAGE.matches(id)
        ? InboxStore.find(database, accountId, id)
        : Optional.empty();
  }

  /** Deletes messages after their retention, once per hour. */
  public MaintenanceTask maintenance() {
    return MaintenanceTask.of("inbox", CLEANUP_INTERVAL, () -> cleanUp(RETENTION));
  }

  void cleanUp(Duration retention) {
    database.use(
        handle -> InboxStore.deleteBefore(handle, DatabaseClock.read(handle).minus(retention)));
  }
}
