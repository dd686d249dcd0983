package com.remitflex.web.operator;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.changes.CorridorManagement;
import com.remitflex.features.corridors.changes.CorridorManagement.Changed;
import com.remitflex.features.corridors.changes.CorridorSettings;
import com.remitflex.features.corridors.changes.NewCorridor;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.money.Currency;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.Labels;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The corridors: adding one, its bounds and fee, and its status. */
public final class CorridorPages {
  private static final String CORRIDORS = "/corridors";
  private static final String ONE = CORRIDORS + "/{id}";
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,6}");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,6})?");

  private final CorridorManagement corridors;

  public CorridorPages(CorridorManagement corridors) {
    this.corridors = corridors;
  }

  public void addTo(Pages pages) {
    pages
        .on(
            Site.CONSOLE,
            "GET",
            CORRIDORS,
            Pages.Door.OPERATOR,
            request -> show(request, Form.EMPTY, FormErrors.NONE))
        .post(Site.CONSOLE, CORRIDORS, Pages.Door.OPERATOR, Repeat.STORED, this::add)
        .post(Site.CONSOLE, ONE + "/change", Pages.Door.OPERATOR, Repeat.STORED, this::change)
        .post(Site.CONSOLE, ONE + "/status", Pages.Door.OPERATOR, Repeat.STORED, this::setStatus);
  }

  private Response show(PageRequest request, Form form, FormErrors errors) {
    Map<String, Object> model = new HashMap<>();
    model.put("corridors", corridors.list());
    model.put("openNotices", corridors.openNotices());
    model.put("fiat", codes(false));
    model.put("stablecoins", codes(true));
    model.put("form", form);
    model.put("errors", errors);
    return request.page(errors.status(), "operator/corridors.jte", "Corridors", model);
  }

  private static List<String> codes(boolean stablecoins) {
    return Arrays.stream(Currency.values())
        .filter(currency -> currency.isStablecoin() == stablecoins)
        .map(Currency::name)
        .toList();
  }

  private Response add(PageRequest request) {
    return request.trying(
        () -> {
          Form form = request.form();
          NewCorridor added =
              new NewCorridor(
                  form.text("id").strip(),
                  form.text("source"),
                  form.text("destination"),
                  settings(form));
          Corridor corridor =
              corridors.add(added, form.text("reason"), request.operator()).orElseThrow();
          return request.done(
              "Corridor " + corridor.id() + " added. Payments can use it now.", CORRIDORS);
        },
        errors -> show(request, request.form(), errors));
  }

  /** The error of a form of one corridor, above all: only the form that adds one has fields. */
  private Response notChanged(PageRequest request, FormErrors errors) {
    FormErrors general =
        new FormErrors(
            errors
                .error()
                .map(error ->
                    ApiError.of(
                        error.code(),
                        "%s was not changed: %s%s"
                            .formatted(
                                request.parameter("id"),
                                error.field().map(field -> Labels.label(field) + ": ").orElse(""),
                                error.message()))));
    return show(request, Form.EMPTY, general);
  }

  private Response change(PageRequest request) {
    return request.trying(
        () -> {
          String id = request.parameter("id");
          Changed changed =
              corridors
                  .change(
                      id,
                      settings(request.form()),
                      request.form().text("reason"),
                      request.operator())
                  .orElseThrow();
          return request.done(
              changed.isChanged()
                  ? "Corridor " + id + " changed, for payments created from now on."
                  : "Corridor " + id + " is so already. Nothing was changed.",
              CORRIDORS);
        },
        errors -> notChanged(request, errors));
  }

  private Response setStatus(PageRequest request) {
    return request.trying(
        () -> {
          String id = request.parameter("id");
          Changed changed =
              corridors
                  .setStatus(
                      id, status(request.form()), request.form().text("reason"), request.operator())
                  .orElseThrow();
          return request.done(
              changed.isChanged()
                  ? "Corridor %s is %s now. Each account is notified by an event."
                      .formatted(id, changed.corridor().status().word())
                  : "Corridor " + id + " is so already. Nothing was changed.",
              CORRIDORS);
        },
        errors -> notChanged(request, errors));
  }

  private static Corridor.Status status(Form form) {
    String word = form.text("status");
    if (!Corridor.Status.WORDS.contains(word)) {
      throw ApiError.at("status", ErrorCode.VALIDATION_ERROR, "Choose a status.").exception();
    }
    return Corridor.Status.of(word);
  }

  private static CorridorSettings settings(Form form) {
    List<String> codes = form.all("stablecoins");
    return new CorridorSettings(
        Optional.of(codes).filter(given -> !given.isEmpty()),
        whole(form, "typical_minutes"),
        amount(form, "minimum"),
        amount(form, "maximum"),
        whole(form, "fee_basis_points"));
  }

  private static Optional<Integer> whole(Form form, String field) {
    return number(form, field, WHOLE, "Must be a whole number.").map(Integer::valueOf);
  }

  private static Optional<BigDecimal> amount(Form form, String field) {
    return number(form, field, AMOUNT, "Must be an amount, for example 10 or 10.50.")
        .map(BigDecimal::new);
  }

  private static Optional<String> number(Form form, String field, Pattern pattern, String message) {
    Optional<String> text = form.find(field).map(String::strip);
    if (text.filter(given -> !pattern.matcher(given).matches()).isPresent()) {
      throw ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
    }
    return text;
  }
}
