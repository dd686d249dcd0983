package com.remitflex.features.webhooks.sending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.Outbox;
import com.remitflex.features.accounts.AccountStore;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Sends the account a mail about deliveries that fail. */
final class ReportFailure implements Command {
  /** The email addresses of accounts. */
  private static final RowReader<String, String> ADDRESSES =
      new RowReader<>() {
        @Override
        public Map<String, String> load(Handle handle, Collection<String> ids) {
          return AccountStore.addresses(handle, ids);
        }
      };

  private final HeadId head;
  private final String endpointId;
  private final String subject;
  private final String body;

  ReportFailure(HeadId head, String endpointId, String subject, String body) {
    this.head = head;
    this.endpointId = endpointId;
    this.subject = subject;
    this.body = body;
  }

  @Override
  public Caller caller() {
    return Caller.platform(head);
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(ADDRESSES, head.accountId());
    Outbox.prefetch(reads);
  }

  @Override
  public Decision decide(State state) {
    Effects effects = new Effects();
    state
        .find(ADDRESSES, head.accountId())
        .filter(Mail::isAddress)
        .ifPresent(address ->
            Outbox.add(
                effects, Mail.to(address, head.accountId(), subject, body, state.now(head))));
    return new Decision.Accepted(effects, new CommandResult(200, "{}", endpointId));
  }

  /** A second mail does no harm. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
