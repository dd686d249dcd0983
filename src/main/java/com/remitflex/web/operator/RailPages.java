package com.remitflex.web.operator;

import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.features.rails.pauses.Paused;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.rails.pauses.Resumed;
import com.remitflex.features.treasury.RailOverview;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The rails with their balances and queues, and the switches that pause them. */
public final class RailPages {
  private static final String RAILS = "/rails";

  /** What the operator types to pause everything. */
  static final String CONFIRMATION = "everything";

  private final RailOverview overview;
  private final Pauses pauses;
  private final OperatorNames names;

  public RailPages(RailOverview overview, Pauses pauses, OperatorNames names) {
    this.overview = overview;
    this.pauses = pauses;
    this.names = names;
  }

  public void addTo(Pages pages) {
    pages
        .on(
            Site.CONSOLE,
            "GET",
            RAILS,
            Pages.Door.OPERATOR,
            request -> show(request, FormErrors.NONE))
        .post(Site.CONSOLE, RAILS + "/pause", Pages.Door.OPERATOR, Repeat.STORED, this::pause)
        .post(Site.CONSOLE, RAILS + "/resume", Pages.Door.OPERATOR, Repeat.STORED, this::resume);
  }

  private Response show(PageRequest request, FormErrors errors) {
    Map<String, Object> model = new HashMap<>();
    model.put("rails", overview.rails());
    model.put("pauses", names.named(overview.pauses().pauses()));
    model.put("confirmation", CONFIRMATION);
    model.put("form", request.form());
    model.put("errors", errors);
    return request.page(errors.status(), "operator/rails.jte", "Rails", model);
  }

  private Response pause(PageRequest request) {
    return request.trying(
        () -> {
          PauseTarget target = target(request);
          if (target.rail().isEmpty()
              && !request.form().text("confirmation").strip().equals(CONFIRMATION)) {
            throw ApiError.at(
                    "confirmation",
                    ErrorCode.VALIDATION_ERROR,
                    "Type " + CONFIRMATION + " to confirm.")
                .exception();
          }
          Paused paused =
              pauses
                  .pause(
                      target,
                      PauseCause.OPERATOR,
                      request.form().text("reason"),
                      request.operator())
                  .orElseThrow();
          return request.done(
              paused.isNew()
                  ? "Paused: "
                      + target.label()
                      + ". Nothing new is begun; what was sent is followed."
                  : "An operator had already paused " + target.label() + ". Nothing was changed.",
              RAILS);
        },
        errors -> show(request, errors));
  }

  private Response resume(PageRequest request) {
    return request.trying(
        () -> {
          PauseTarget target = target(request);
          PauseCause cause =
              PauseCause.find(request.form().text("cause"))
                  .orElseThrow(() ->
                      ApiError.of(ErrorCode.VALIDATION_ERROR, "There is no pause of this kind.")
                          .exception());
          Resumed resumed =
              pauses
                  .resume(target, cause, request.form().text("reason"), request.operator())
                  .orElseThrow();
          return request.done(text(target, resumed), RAILS);
        },
        errors -> show(request, errors));
  }

  private static String text(PauseTarget target, Resumed resumed) {
    String first = resumed.isChanged() ? "Pause lifted. " : "This pause was lifted before. ";
    String name = target.rail().orElse("Everything");
    return resumed.remaining().isEmpty()
        ? first
            + name
            + (target.rail().isEmpty()
                ? " continues, except single rails that are paused."
                : " continues.")
        : first
            + name
            + " is still paused: "
            + resumed.remaining().getFirst().cause().meaning()
            + ".";
  }

  /** The rail that the form names; empty: everything. */
  private PauseTarget target(PageRequest request) {
    String rail = request.form().text("rail");
    if (rail.isEmpty()) {
      return PauseTarget.everything();
    }
    boolean isKnown =
        overview.names().contains(rail)
            || overview.pauses().pauses().stream()
                .anyMatch(one -> one.target().rail().equals(Optional.of(rail)));
    if (!isKnown) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "There is no rail with this name.").exception();
    }
    return PauseTarget.rail(rail);
  }
}
