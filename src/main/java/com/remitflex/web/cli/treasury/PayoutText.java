package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.fees.Coins;
import com.remitflex.features.rails.evm.fees.FeeExport;
import com.remitflex.features.rails.evm.fees.NetworkFee;
import com.remitflex.features.rails.evm.fees.SubjectFees;
import com.remitflex.features.rails.evm.payouts.OpenPayout;
import com.remitflex.features.rails.evm.relays.ExpectedFee;
import com.remitflex.features.treasury.WaitingReason;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
import com.remitflex.web.cli.Console;

/** A payout as text, for people and for programs. */
final class PayoutText {
  private PayoutText() {}

  static void print(OpenPayout payout, SubjectFees fees) {
    line("Payment", payout.paymentId());
    line("Account", payout.accountId());
    line(
        "Amount",
        payout.amount().major().toPlainString() + " " + payout.amount().currency().name());
    line("Network", payout.network() + (payout.isPaused() ? ", its rail is paused" : ""));
    line("To", payout.recipient().text());
    line("Step", payout.progress() + ", since " + Json.time(payout.since()));
    payout
        .waiting()
        .ifPresent(why ->
            line("Waits for", why + ". " + WaitingReason.of(payout.waiting(), false).next()));
    payout.objection().ifPresent(why -> line("Objection", why));
    payout.transaction().ifPresent(hash -> line("Transaction", hash.text()));
    payout.validBefore().ifPresent(end -> line("Valid until", Json.time(end)));
    if (payout.isCancelRequested()) {
      line(
          "Cancellation",
          payout.cancellation().map(relay -> relay.state().word()).orElse("requested"));
    }
    payout.proof().ifPresent(proof -> line("Proof", proof));
    if (!fees.isEmpty()) {
      Console.print("");
      line("Network fee", Coins.text(fees.totalWei()) + " of the native coin");
      fees.booked().forEach(PayoutText::print);
      fees.expected().forEach(PayoutText::print);
    }
  }

  private static void print(NetworkFee fee) {
    line(
        "  " + fee.kind().word(),
        Coins.text(fee.feeWei())
            + fee.transaction()
                .gas()
                .map(gas -> " = %d gas at %s wei".formatted(gas.used(), gas.priceWei()))
                .orElse("")
            + fee.estimateWei().map(wei -> ", estimated " + Coins.text(wei)).orElse("")
            + (fee.transaction().succeeded() ? "" : ", reverted")
            + (fee.isCharge() ? "" : ", reversed: its block was replaced"));
    line("", fee.transaction().hash().text() + ", block " + fee.transaction().height());
    line(
        "",
        "booked at %s as entry %d of relayer %s"
            .formatted(Json.time(fee.bookedAt()), fee.number(), fee.relayer().text()));
  }

  private static void print(ExpectedFee fee) {
    line(
        "  not final",
        fee.minedWei().map(wei -> "cost " + Coins.text(wei) + ", ").orElse("")
            + fee.estimateWei().map(wei -> "estimated " + Coins.text(wei)).orElse("not estimated")
            + fee.maxWei().map(wei -> ", at most " + Coins.text(wei)).orElse(""));
  }

  private static void line(String label, String value) {
    Console.print("%-14s %s".formatted(label, value));
  }

  static String json(OpenPayout payout, SubjectFees fees) {
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("payment_id", payout.paymentId());
          out.field("account_id", payout.accountId());
          out.field("amount", payout.amount());
          out.field("currency", payout.amount().currency().name());
          out.field("network", payout.network());
          out.field("address", payout.recipient().text());
          out.field("step", payout.step().word());
          out.field("since", payout.since());
          out.field("paused", payout.isPaused());
          payout.waiting().ifPresent(why -> out.field("waiting", why));
          payout.objection().ifPresent(why -> out.field("objection", why));
          payout.transaction().ifPresent(hash -> out.field("transaction_hash", hash.text()));
          payout.validBefore().ifPresent(end -> out.field("valid_until", end));
          out.field("cancel_requested", payout.isCancelRequested());
          payout.proof().ifPresent(proof -> out.field("proof", proof));
          FeeExport.fields(out, fees);
        }));
  }
}
