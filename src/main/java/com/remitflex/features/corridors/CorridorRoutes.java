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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The API under /v1/corridors. */
public final class CorridorRoutes {
  private static final String PATH = "/v1/corridors";
  private static final String SOURCE = "source";
  private static final String DESTINATION = "destination";
  private static final int MAX_COUNTRY = 10;
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

  private final CorridorService corridors;
  private final WalletRules wallets;

  public CorridorRoutes(CorridorService corridors, WalletRules wallets) {
    this.corridors = corridors;
    this.wallets = wallets;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", PATH, READ, listOperation(), this::list),
        new Route("GET", PATH + "/{id}", READ, getOperation(), this::get),
        new Route("GET", PATH + "/{id}/recipient-fields", READ, fieldsOperation(), this::fields));
  }

  private static Operation listOperation() {
    return Operation.of(
            "listCorridors",
            "List corridors",
            "Lists all corridors as they are now. With both `source` and `destination`, which are"
                + " countries, it returns instead whether payments between them are possible: the"
                + " object `CorridorAvailability`.",
            "CorridorsOrAvailability")
        .withQuery(
            Parameter.text(
                SOURCE, "ISO 3166 code of the country that the money is from, for example `US`."),
            Parameter.text(
                DESTINATION, "ISO 3166 code of the country of the recipient, for example `MX`."));
  }

  /** GET /v1/corridors. */
  public Response list(ApiRequest request) {
    Query query = request.query();
    query.allow(Set.of(SOURCE, DESTINATION));
    Optional<String> source = country(query, SOURCE);
    Optional<String> destination = country(query, DESTINATION);
    if (source.isPresent() != destination.isPresent()) {
      throw Query.error(
          source.isPresent() ? DESTINATION : SOURCE,
          "Required: send source and destination together.");
    }
    Environment environment = request.principal().environment();
    List<Corridor> all = corridors.all();
    if (source.isPresent()) {
      Availability availability = Availability.of(all, source.get(), destination.orElseThrow());
      return json(out -> CorridorJson.write(out, availability, environment));
    }
    return json(out -> list(out, all, environment));
  }

  private static void list(JsonWriter out, List<Corridor> all, Environment environment) {
    out.object(() ->
        out.name("data").array(all, corridor -> CorridorJson.write(out, corridor, environment)));
  }

  private static Optional<String> country(Query query, String name) {
    Optional<String> code = query.text(name, MAX_COUNTRY);
    if (code.filter(text -> !COUNTRY.matcher(text).matches()).isPresent()) {
      throw Query.error(name, "Must be a country code of two upper-case letters, for example MX.");
    }
    return code;
  }

  private static Operation getOperation() {
    return Operation.of(
            "getCorridor", "Get a corridor", "Returns one corridor as it is now.", "Corridor")
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/corridors/{id}. */
  public Response get(ApiRequest request) {
    request.query().allow(Set.of());
    Corridor corridor = require(request);
    return json(out -> CorridorJson.write(out, corridor, request.principal().environment()));
  }

  private Corridor require(ApiRequest request) {
    return corridors
        .find(request.parameter("id"))
        .orElseThrow(() -> ApiRequest.notFound("corridor").exception());
  }

  private static Operation fieldsOperation() {
    return Operation.of(
            "listRecipientFields",
            "List recipient fields",
            "Returns the fields of a recipient on this corridor, with their formats: for each"
                + " country whose banks receive its currency, or for each stablecoin. The values"
                + " of `example` together are a valid recipient. Checksums are checked beyond"
                + " `pattern`.",
            "RecipientFieldsList")
        .withQuery(
            Parameter.text(
                "country", "Only the fields for banks of this country, for example `ES`."))
        .withErrors(ErrorCode.NOT_FOUND);
  }

  /** GET /v1/corridors/{id}/recipient-fields. */
  public Response fields(ApiRequest request) {
    Query query = request.query();
    query.allow(Set.of("country"));
    Corridor corridor = require(request);
    Optional<String> country = country(query, "country");
    List<CorridorJson.Fields> kinds =
        kinds(corridor, request.principal().environment())
            .filter(kind -> country.isEmpty() || kind.country().equals(country))
            .toList();
    return json(out ->
        out.object(() -> {
          out.field("corridor", corridor.id());
          out.field("environment", request.principal().environment().word());
          out.name("data").array(kinds, kind -> CorridorJson.write(out, kind));
        }));
  }

  private Stream<CorridorJson.Fields> kinds(Corridor corridor, Environment environment) {
    if (!corridor.destination().equals(Corridor.STABLECOIN)) {
      Currency currency = Currency.valueOf(corridor.destination());
      return RecipientFields.countries(currency).stream()
          .map(country ->
              new CorridorJson.Fields(
                  currency, Optional.of(country), RecipientFields.of(currency, country)));
    }
    return corridor.stablecoins().stream()
        .filter(currency -> !wallets.networks(environment, currency).isEmpty())
        .map(currency ->
            new CorridorJson.Fields(
                currency,
                Optional.empty(),
                RecipientFields.ofWallet(wallets.networks(environment, currency))));
  }

  private static Response json(Consumer<JsonWriter> content) {
    return Response.json(200, JsonWriter.bytes(content));
  }
}
