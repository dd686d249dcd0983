package com.remitflex.features.accounts.deposits;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
import java.time.Instant;
import java.util.Optional;

/** The JSON of deposits in responses, events and audit entries. */
final class DepositJson {
  private DepositJson() {}

  /** The result of a command on a deposit: the deposit object. */
  static CommandResult result(int status, Deposit deposit) {
    return new CommandResult(status, text(deposit), deposit.id());
  }

  static String text(Deposit deposit) {
    return JsonWriter.text(out -> write(out, deposit));
  }

  /** Writes the deposit object of the API, without its absent fields. */
  static void write(JsonWriter out, Deposit deposit) {
    out.object(() -> {
      out.field("id", deposit.id());
      out.field("environment", deposit.head().environment().word());
      content(out, deposit);
      out.field("confirmations", deposit.confirmations());
      out.field("created_at", deposit.createdAt());
      deposit.creditedAt().ifPresent(at -> out.field("credited_at", at));
    });
  }

  /** The data of a deposit's event. */
  static String eventData(Deposit deposit, Instant now) {
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("deposit_id", deposit.id());
          content(out, deposit);
          out.field("created_at", deposit.createdAt());
          if (deposit.status() != DepositStatus.PENDING) {
            out.field(deposit.status().word() + "_at", now);
          }
        }));
  }

  private static void content(JsonWriter out, Deposit deposit) {
    IncomingTransfer transfer = deposit.transfer();
    out.field("status", deposit.status().word());
    if (deposit.status() == DepositStatus.HELD) {
      deposit.heldReason().ifPresent(reason -> out.field("held_reason", reason.word()));
    }
    out.field("amount", deposit.amount());
    out.field("currency", deposit.amount().currency().name());
    out.field("network", deposit.network());
    out.field("address", transfer.address());
    out.field("transaction_hash", transfer.id().transactionHash());
    out.field("log_index", transfer.id().logIndex());
  }

  /** The details of the audit entry for an operator's decision. */
  static ObjectNode auditDetails(Deposit deposit, Optional<String> note) {
    ObjectNode details = Json.object();
    deposit.heldReason().ifPresent(reason -> details.put("held_reason", reason.word()));
    note.ifPresent(text -> details.put("note", text));
    return details;
  }
}
