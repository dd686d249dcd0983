package com.remitflex.features.accounts.deposits.addresses;

import static com.remitflex.platform.access.Scope.READ;
import static com.remitflex.platform.access.Scope.WRITE;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.features.http.CommandResponse;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonWriter;
import java.util.List;
import java.util.Set;

/** The API under /v1/deposit-addresses. */
public final class DepositAddressRoutes {
  private static final int MAX_NETWORK = 64;

  private final DepositAddressService addresses;

  public DepositAddressRoutes(DepositAddressService addresses) {
    this.addresses = addresses;
  }

  /** The endpoints, each with its scope, documentation and handler. */
  public List<Route> routes() {
    String path = "/v1/deposit-addresses";
    return List.of(
        new Route("POST", path, WRITE, createOperation(), this::create),
        new Route("GET", path, READ, listOperation(), this::list));
  }

  private static Operation createOperation() {
    return Operation.of(
            "createDepositAddress",
            "Create a deposit address",
            "Returns the account's address on a network, and creates it if the account has none."
                + " An account has one address per network, which is never used for another"
                + " account. Sandbox addresses are only for the sandbox: real tokens that are sent"
                + " there cannot be recovered.",
            "DepositAddress")
        .withBody("CreateDepositAddress", "{\"network\": \"base\"}")
        .created()
        .withErrors(ErrorCode.RAIL_NOT_CONFIGURED);
  }

  /** POST /v1/deposit-addresses. */
  public Response create(ApiRequest request) {
    request.query().allow(Set.of());
    JsonObject body = request.body();
    String canonical = body.canonical();
    String network = body.requireString("network", MAX_NETWORK);
    body.rejectUnknown();
    Result<Completed> created = addresses.create(Caller.of(request, canonical), network);
    return CommandResponse.of(created, () -> shown(HeadId.of(request.principal()), network));
  }

  private String shown(HeadId head, String network) {
    DepositNetwork found = addresses.network(head.environment(), network).orElseThrow();
    DepositAddress address = addresses.find(head, network).orElseThrow();
    return JsonWriter.text(out -> DepositAddressJson.write(out, address, found));
  }

  private static Operation listOperation() {
    return Operation.of(
        "listDepositAddresses",
        "List deposit addresses",
        "Returns the account's deposit addresses in this environment, at most one per network.",
        "DepositAddressList");
  }

  /** GET /v1/deposit-addresses. */
  public Response list(ApiRequest request) {
    request.query().allow(Set.of());
    HeadId head = HeadId.of(request.principal());
    List<DepositAddressJson.Shown> shown =
        addresses.list(head).stream()
            .map(address ->
                new DepositAddressJson.Shown(
                    address,
                    addresses.network(head.environment(), address.network()).orElseThrow()))
            .toList();
    return Response.json(200, DepositAddressJson.list(shown));
  }
}
