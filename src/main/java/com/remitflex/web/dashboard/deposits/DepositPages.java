package com.remitflex.web.dashboard.deposits;

import com.remitflex.features.accounts.deposits.Deposit;
import com.remitflex.features.accounts.deposits.DepositFilter;
import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.accounts.deposits.addresses.DepositAddress;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.addresses.DepositNetwork;
import com.remitflex.features.accounts.deposits.sandbox.SandboxDeposits;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfers;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.FormFields;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import com.remitflex.web.dashboard.site.QrCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Balances → Deposit: the addresses of the account, and its deposits. */
public final class DepositPages {
  private static final String ADDRESS = "/balances/deposit";
  private static final String LIST = "/balances/deposits";
  private static final int PAGE_SIZE = 25;
  private static final int MAX_NETWORK = 64;
  private static final int MAX_UNKNOWN = 10;
  private static final List<String> FILTERS = List.of("status", "network", "currency");

  private final DepositService deposits;
  private final DepositAddressService addresses;
  private final SandboxDeposits sandbox;
  private final UnknownTransfers unknown;
  private final String publicUrl;

  public DepositPages(
      DepositService deposits,
      DepositAddressService addresses,
      SandboxDeposits sandbox,
      UnknownTransfers unknown,
      String publicUrl) {
    this.deposits = deposits;
    this.addresses = addresses;
    this.sandbox = sandbox;
    this.unknown = unknown;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get(ADDRESS, Permission.VIEW, request -> address(request, FormErrors.NONE))
        .post(ADDRESS, Permission.PAY, Repeat.ENGINE, this::create)
        .post(ADDRESS + "/simulate", Permission.PAY, Repeat.ENGINE, this::simulate)
        .get(LIST, Permission.VIEW, this::list)
        .get(LIST + "/{id}", Permission.VIEW, request -> one(request, FormErrors.NONE))
        .post(LIST + "/{id}/release", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::release);
  }

  /** The networks; with `?network=`, the address on that network. */
  private Response address(PageRequest request, FormErrors errors) {
    List<DepositNetwork> networks = addresses.networks(request.environment());
    Optional<DepositNetwork> chosen =
        request
            .form()
            .find("network")
            .or(() -> request.query().find("network"))
            .flatMap(name ->
                networks.stream().filter(network -> network.name().equals(name)).findFirst());
    Optional<DepositAddress> address =
        chosen.flatMap(network -> addresses.find(request.head(), network.name()));
    Map<String, Object> model = new HashMap<>();
    model.put("networks", networks);
    model.put("chosen", chosen);
    model.put("address", address);
    model.put("qrCode", address.map(one -> new QrCode(one.address())));
    model.put("form", request.form());
    model.put("errors", errors);
    return request.page(errors.status(), "deposits/address.jte", "Deposit", model);
  }

  private Response create(PageRequest request) {
    return request.trying(
        () -> {
          String network =
              new FormFields(request.form()).requireText("network", "network", MAX_NETWORK);
          addresses.create(request.caller(), network).orElseThrow();
          return request.redirect(ADDRESS + "?network=" + network);
        },
        errors -> address(request, errors));
  }

  private Response simulate(PageRequest request) {
    return request.trying(
        () -> {
          FormFields fields = new FormFields(request.form());
          String network = fields.requireText("network", "network", MAX_NETWORK);
          Money amount = fields.requireMoney("amount", "currency");
          String id =
              sandbox
                  .simulate(request.caller(), amount, network)
                  .orElseThrow()
                  .result()
                  .resourceId();
          return request.done("Deposit simulated.", LIST + "/" + id);
        },
        errors -> address(request, errors));
  }

  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    Filters.Listing<CountedPage<Deposit>> listing =
        filters.read(
            PAGE_SIZE,
            CountedPage.empty(),
            (query, page) -> deposits.list(request.head(), DepositFilter.read(query), page));
    CountedPage<Deposit> found = listing.found();
    Map<String, Object> model = new HashMap<>();
    model.put("deposits", found.page().items());
    model.put("total", found.total());
    model.put(
        "networks",
        addresses.networks(request.environment()).stream().map(DepositNetwork::name).toList());
    model.put("filters", filters.chips());
    model.put("error", listing.error());
    model.put("next", filters.next(found.page().next()));
    model.put("unknown", unknown.of(request.head(), MAX_UNKNOWN));
    model.put("publicUrl", publicUrl);
    return request.page(listing.status(), "deposits/list.jte", "Deposits", model);
  }

  private Response release(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          deposits.release(request.caller(), id, Optional.empty()).orElseThrow();
          return request.done("Deposit released.", LIST + "/" + id);
        },
        errors -> one(request, errors));
  }

  private Response one(PageRequest request, FormErrors errors) {
    Deposit deposit =
        deposits
            .find(request.head(), request.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("deposit").exception());
    long required =
        addresses.networks(request.environment()).stream()
            .filter(network -> network.name().equals(deposit.network()))
            .mapToLong(DepositNetwork::finalAfter)
            .findFirst()
            .orElse(deposit.confirmations());
    Map<String, Object> model = new HashMap<>();
    model.put("deposit", deposit);
    model.put("required", required);
    model.put("timeline", deposits.timeline(deposit).stream().map(DepositStep::of).toList());
    model.put("errors", errors);
    return request.page(errors.status(), "deposits/one.jte", "Deposit", model);
  }
}
