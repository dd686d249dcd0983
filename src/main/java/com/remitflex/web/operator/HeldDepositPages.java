package com.remitflex.web.operator;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.accounts.deposits.Deposit;
import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfers;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The deposits that are held, with the decision about each, and what is not credited at all. */
public final class HeldDepositPages {
  private static final String DEPOSITS = "/deposits";
  private static final int MAX_ROWS = 100;
  private static final int MAX_NOTE = 300;

  private static final int MAX_UNKNOWN = 25;

  private final DepositService deposits;
  private final UnknownTransfers unknown;

  public HeldDepositPages(DepositService deposits, UnknownTransfers unknown) {
    this.deposits = deposits;
    this.unknown = unknown;
  }

  public void addTo(Pages pages) {
    pages
        .on(
            Site.CONSOLE,
            "GET",
            DEPOSITS,
            Pages.Door.OPERATOR,
            request -> show(request, FormErrors.NONE))
        .post(
            Site.CONSOLE,
            DEPOSITS + "/{id}/release",
            Pages.Door.OPERATOR,
            Repeat.STORED,
            this::release)
        .post(
            Site.CONSOLE, DEPOSITS + "/{id}/keep", Pages.Door.OPERATOR, Repeat.STORED, this::keep);
  }

  private Response show(PageRequest request, FormErrors errors) {
    List<Deposit> held = deposits.held(MAX_ROWS + 1);
    return request.page(
        errors.status(),
        "operator/deposits.jte",
        "Held deposits",
        Map.of(
            "deposits",
            held.stream().limit(MAX_ROWS).toList(),
            "isComplete",
            held.size() <= MAX_ROWS,
            "unknown",
            unknown.newest(MAX_UNKNOWN),
            "counts",
            unknown.counts(),
            "errors",
            errors));
  }

  private Response release(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          deposits.release(caller(request, id), id, note(request)).orElseThrow();
          return request.done(
              "Deposit released. It is credited when its block is final.", DEPOSITS);
        },
        errors -> show(request, errors));
  }

  private Response keep(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          deposits.keep(caller(request, id), id, note(request)).orElseThrow();
          return request.done("Decision recorded. The deposit stays held.", DEPOSITS);
        },
        errors -> show(request, errors));
  }

  private Caller caller(PageRequest request, String id) {
    HeadId head =
        deposits
            .headOf(id)
            .orElseThrow(() ->
                ApiError.of(ErrorCode.NOT_FOUND, "No deposit with this ID exists.").exception());
    return Caller.operator(head, request.operator());
  }

  private static Optional<String> note(PageRequest request) {
    String note = request.form().text("note").strip();
    if (note.length() > MAX_NOTE) {
      throw ApiError.at(
              "note",
              ErrorCode.VALIDATION_ERROR,
              "Enter a note of at most " + MAX_NOTE + " characters.")
          .exception();
    }
    return Optional.of(note).filter(text -> !text.isEmpty());
  }
}
