package com.remitflex.features.corridors;

import static com.remitflex.platform.access.Scope.READ;

import com.remitflex.features.recipients.RecipientFields;
import com.remitflex.features.recipients.wallets.WalletRules;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.JsonWriter;
import com.remitflex.platform.money.Currency;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API under /v1/currencies. */
public final class CurrencyRoutes {
  private static final String PATH = "/v1/currencies";
  private static final List<String> TYPES = List.of("stablecoin", "fiat");

  private final CorridorService corridors;
  private final WalletRules wallets;

  public CurrencyRoutes(CorridorService corridors, WalletRules wallets) {
    this.corridors = corridors;
    this.wallets = wallets;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", PATH, READ, listOperation(), this::list),
        new Route(
            "GET", PATH + "/{code}/delivery-methods", READ, methodsOperation(), this::methods));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listCurrencies",
            "List currencies",
            "Returns the codes of all currencies: `stablecoins`, which are sent, and `fiat`.",
            "Currencies")
        .withQuery(
            new Parameter(
                "type",
                "Only the currencies of this type.",
                "{\"type\": \"string\", \"enum\": [\"stablecoin\", \"fiat\"]}"));
  }

  /** GET /v1/currencies. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    query.allow(Set.of("type"));
    Optional<String> type = query.oneOf("type", TYPES);
    return Response.json(
        200,
        JsonWriter.bytes(out ->
            out.object(() -> {
              if (!type.equals(Optional.of("fiat"))) {
                out.name("stablecoins").array(codes(true), out::string);
              }
              if (!type.equals(Optional.of("stablecoin"))) {
                out.name("fiat").array(codes(false), out::string);
              }
            })));
  }

  private static List<String> codes(boolean stablecoins) {
    return Arrays.stream(Currency.values())
        .filter(currency -> currency.isStablecoin() == stablecoins)
        .map(Currency::name)
        .toList();
  }

  private static Operation methodsOperation() {
    return Operation.of(
            "listDeliveryMethods",
            "List delivery methods",
            "Returns how a currency can be delivered: a stablecoin to wallets, by network; a fiat"
                + " currency to bank accounts, by country. `corridors` are those that accept"
                + " payments in this currency now.",
            "DeliveryMethodList")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/currencies/{code}/delivery-methods. */
  public Response methods(ApiRequest request) {
    request.query().allow(Set.of());
    Currency currency =
        Currency.find(request.parameter("code"))
            .orElseThrow(() -> ApiRequest.notFound("currency").exception());
    Environment environment = request.principal().environment();
    List<String> open = open(currency);
    return Response.json(
        200,
        JsonWriter.bytes(out ->
            out.object(() -> {
              out.field("currency", currency.name());
              out.field("environment", environment.word());
              out.name("data")
                  .array(
                      List.of(currency),
                      one -> write(out, one, wallets.networks(environment, one), open));
            })));
  }

  private List<String> open(Currency currency) {
    String code = currency.isStablecoin() ? Corridor.STABLECOIN : currency.name();
    return corridors.all().stream()
        .filter(Corridor::acceptsPayments)
        .filter(one -> one.destination().equals(code))
        .filter(one -> !currency.isStablecoin() || one.stablecoins().contains(currency))
        .map(Corridor::id)
        .toList();
  }

  private static void write(
      JsonWriter out, Currency currency, List<String> networks, List<String> open) {
    out.object(() -> {
      out.field("type", currency.isStablecoin() ? "wallet" : "bank_transfer");
      if (currency.isStablecoin()) {
        out.name("networks").array(networks, out::string);
      } else {
        out.name("countries").array(RecipientFields.countries(currency), out::string);
      }
      out.name("corridors").array(open, out::string);
    });
  }
}
