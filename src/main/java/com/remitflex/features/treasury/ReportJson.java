package com.remitflex.features.treasury;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.books.Book;
import com.remitflex.features.treasury.proof.CurrencyProof;
import com.remitflex.features.treasury.proof.Term;
import com.remitflex.platform.json.JsonWriter;

/** The JSON of a report, for programs of the operator. */
final class ReportJson {
  private ReportJson() {}

  static String text(FullReport report) {
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("agrees", report.holds());
          out.name("networks").array(report.proof().books(), book -> network(out, book));
          out.name("currencies").array(report.proof().currencies(), one -> currency(out, one));
          out.name("gas").array(report.gas(), one -> gas(out, one));
          out.name("errors").node(errors(report));
        }));
  }

  private static JsonNode errors(FullReport report) {
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    report.errors().forEach(errors::add);
    return errors;
  }

  private static void network(JsonWriter out, Book book) {
    out.object(() -> {
      out.field("network", book.network());
      out.field("height", book.height());
      out.field("block_hash", book.hash().text());
    });
  }

  private static void currency(JsonWriter out, CurrencyProof proof) {
    out.object(() -> {
      out.field("currency", proof.currency().name());
      for (Term term : Term.values()) {
        out.field(term.word(), Amounts.major(proof.currency(), proof.of(term)));
      }
      out.field("difference", Amounts.major(proof.currency(), proof.difference()));
    });
  }

  private static void gas(JsonWriter out, FullReport.Gas gas) {
    out.object(() -> {
      out.field("network", gas.network());
      out.field("owner", gas.owner());
      out.field("address", gas.address().text());
      out.field("wei", gas.wei().toString());
    });
  }
}
