package com.remitflex.web.operator;

import com.remitflex.features.compliance.rules.Condition;
import com.remitflex.features.compliance.rules.EnteredCondition;
import com.remitflex.features.compliance.rules.ReviewRule;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.Arrays;
import java.util.Map;

/** The rules that hold payments for review. */
public final class ReviewRulePages {
  private static final String RULES = "/review-rules";

  private final ReviewRules rules;

  public ReviewRulePages(ReviewRules rules) {
    this.rules = rules;
  }

  public void addTo(Pages pages) {
    pages
        .on(Site.CONSOLE, "GET", RULES, Pages.Door.OPERATOR, one -> show(one, FormErrors.NONE))
        .post(Site.CONSOLE, RULES + "/add", Pages.Door.OPERATOR, Repeat.STORED, this::add)
        .post(Site.CONSOLE, RULES + "/change", Pages.Door.OPERATOR, Repeat.STORED, this::change)
        .post(Site.CONSOLE, RULES + "/disable", Pages.Door.OPERATOR, Repeat.STORED, this::disable)
        .post(Site.CONSOLE, RULES + "/enable", Pages.Door.OPERATOR, Repeat.STORED, this::enable);
  }

  private Response show(PageRequest request, FormErrors errors) {
    return show(request, errors, "");
  }

  /**
   * Shows all rules.
   *
   * @param changing environment and name of the rule whose change was rejected; empty if the form
   *     of a new rule was sent, or none
   */
  private Response show(PageRequest request, FormErrors errors, String changing) {
    return request.page(
        errors.status(),
        "operator/review-rules.jte",
        "Review rules",
        Map.of(
            "set", rules.all(),
            "form", request.form(),
            "entered", entered(request.form()),
            "changing", changing,
            "errors", errors));
  }

  private Response add(PageRequest request) {
    return request.trying(
        () -> {
          Form form = request.form();
          String name = form.text("name").strip();
          ReviewRule rule =
              condition(form)
                  .flatMap(entered ->
                      rules.add(
                          environment(form),
                          name,
                          entered,
                          form.text("reason"),
                          request.operator()))
                  .orElseThrow();
          return request.done("Rule added: " + rule.name() + ".", RULES);
        },
        errors -> show(request, errors));
  }

  private Response change(PageRequest request) {
    return request.trying(
        () -> {
          Form form = request.form();
          ReviewRule rule =
              condition(form)
                  .flatMap(entered ->
                      rules.change(
                          environment(form),
                          form.text("name"),
                          entered,
                          form.text("reason"),
                          request.operator()))
                  .orElseThrow();
          return request.done("Rule changed: " + rule.name() + ".", RULES);
        },
        errors -> {
          Form form = request.form();
          return show(request, errors, form.text("environment") + "-" + form.text("name"));
        });
  }

  private Response disable(PageRequest request) {
    return request.trying(
        () -> {
          Form form = request.form();
          ReviewRule rule =
              rules
                  .disable(
                      environment(form), form.text("name"), form.text("reason"), request.operator())
                  .orElseThrow();
          return request.done("Rule disabled: " + rule.name() + ".", RULES);
        },
        errors -> show(request, errors));
  }

  private Response enable(PageRequest request) {
    return request.trying(
        () -> {
          Form form = request.form();
          ReviewRule rule =
              rules
                  .enable(
                      environment(form), form.text("name"), form.text("reason"), request.operator())
                  .orElseThrow();
          return request.done("Rule enabled: " + rule.name() + ".", RULES);
        },
        errors -> show(request, errors));
  }

  private static Result<Condition> condition(Form form) {
    return entered(form).checked();
  }

  private static EnteredCondition entered(Form form) {
    return new EnteredCondition(
        form.text("kind"),
        form.text("above"),
        form.text("payments"),
        form.text("sum"),
        form.text("per"),
        form.text("countries"));
  }

  private static Environment environment(Form form) {
    return Arrays.stream(Environment.values())
        .filter(one -> one.word().equals(form.text("environment")))
        .findFirst()
        .orElseThrow(() ->
            ApiError.at("environment", ErrorCode.VALIDATION_ERROR, "Must be live or sandbox.")
                .exception());
  }
}
