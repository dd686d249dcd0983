package com.remitflex.features.rails.evm.fees;

import com.remitflex.features.rails.evm.relays.ExpectedFee;
import com.remitflex.platform.json.JsonWriter;
import java.math.BigInteger;

/** Network fees as text for programs of the operator. */
public final class FeeExport {
  private FeeExport() {}

  /** One JSON object: the totals of a range, and the accounts. */
  public static String json(FeeReport report) {
    FeeRange range = report.range();
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("by", range.period().word());
          out.field("from", range.from().toString());
          out.field("to", range.to().toString());
          out.name("totals").array(report.totals(), one -> total(out, range.period(), one));
          out.name("accounts").array(report.accounts(), one -> account(out, one));
        }));
  }

  private static void total(JsonWriter out, FeePeriod period, FeeTotal total) {
    out.object(() -> {
      out.field("period", period.text(total.firstDay()));
      out.field("network", total.network());
      out.field("relayer", total.relayer().text());
      out.field("transactions", total.transactions());
      out.field("gas_used", total.gasUsed());
      wei(out, "fee_wei", total.feeWei());
    });
  }

  private static void account(JsonWriter out, FeeAccount account) {
    out.object(() -> {
      out.field("network", account.network());
      out.field("relayer", account.relayer().text());
      out.field("entries", account.entries());
      wei(out, "balance_wei", account.balanceWei());
    });
  }

  /** The fields `network_fee_wei`, `network_fees` and `expected_network_fees` of an object. */
  public static void fields(JsonWriter out, SubjectFees fees) {
    wei(out, "network_fee_wei", fees.totalWei());
    out.name("network_fees").array(fees.booked(), one -> entry(out, one));
    out.name("expected_network_fees").array(fees.expected(), one -> expected(out, one));
  }

  private static void entry(JsonWriter out, NetworkFee fee) {
    out.object(() -> {
      out.field("kind", fee.kind().word());
      out.field("network", fee.network());
      out.field("relayer", fee.relayer().text());
      out.field("entry", fee.number());
      out.field("reversed", !fee.isCharge());
      out.field("transaction_hash", fee.transaction().hash().text());
      out.field("block", fee.transaction().height());
      out.field("succeeded", fee.transaction().succeeded());
      fee.estimateWei().ifPresent(wei -> wei(out, "estimate_wei", wei));
      fee.transaction()
          .gas()
          .ifPresent(gas -> {
            out.field("gas_used", gas.used());
            wei(out, "gas_price_wei", gas.priceWei());
          });
      wei(out, "fee_wei", fee.feeWei());
      out.field("booked_at", fee.bookedAt());
    });
  }

  private static void expected(JsonWriter out, ExpectedFee fee) {
    out.object(() -> {
      out.field("state", fee.state().word());
      fee.estimateWei().ifPresent(wei -> wei(out, "estimate_wei", wei));
      fee.maxWei().ifPresent(wei -> wei(out, "maximum_wei", wei));
      fee.minedWei().ifPresent(wei -> wei(out, "fee_wei", wei));
    });
  }

  /** As text: more digits than programs read as a number. */
  private static void wei(JsonWriter out, String name, BigInteger wei) {
    out.field(name, wei.toString());
  }
}
