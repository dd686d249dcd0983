package com.remitflex.web.dashboard.activity;

import com.remitflex.features.accounts.AlertKind;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.web.dashboard.forms.Form;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields that the forms for alert settings have in common. */
public final class AlertForm {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

  private AlertForm() {}

  /** The kinds, of these, whose check box is not ticked. */
  public static Set<AlertKind> muted(Form form, List<AlertKind> kinds) {
    List<String> ticked = form.all("kinds");
    return kinds.stream().filter(kind -> !ticked.contains(kind.word())).collect(Collectors.toSet());
  }

  /**
   * The inactivity threshold in days; empty when the field is.
   *
   * @param errorField the API's name of the setting
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (errorField)
   */
  public static Optional<Integer> silenceDays(Form form, String errorField) {
    return form.find("silence_days").map(text -> days(text.strip().replace(",", ""), errorField));
  }

  private static int days(String text, String errorField) {
    if (NUMBER.matcher(text).matches()) {
      BigDecimal number = new BigDecimal(text).stripTrailingZeros();
      if (number.scale() <= 0
          && number.signum() > 0
          && number.compareTo(BigDecimal.valueOf(AlertSettings.MAX_SILENCE_DAYS)) <= 0) {
        return number.intValueExact();
      }
    }
    throw ApiError.at(
            errorField,
            ErrorCode.VALIDATION_ERROR,
            "Must be a whole number from 1 to " + AlertSettings.MAX_SILENCE_DAYS + ".")
        .exception();
  }
}
