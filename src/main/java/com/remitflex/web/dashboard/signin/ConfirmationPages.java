package com.remitflex.web.dashboard.signin;

import com.remitflex.features.members.People;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.Map;

/**
 * The pages for a user whose email address is not confirmed: where the link was sent, and what the
 * link leads to. Opening a page confirms nothing, because programs that check emails open links.
 */
public final class ConfirmationPages {
  private static final String WAITING = "/confirm-address";

  /** Marks the page after another link was sent. */
  private static final String SENT = "sent";

  private static final String TOKEN = "token";

  private final People people;

  public ConfirmationPages(People people) {
    this.people = people;
  }

  public void addTo(Pages pages) {
    pages
        .on("GET", WAITING, Pages.Door.UNCONFIRMED, this::waiting)
        .post(WAITING, Pages.Door.UNCONFIRMED, Repeat.STORED, this::sendAgain)
        .on("GET", "/confirmation/{token}", Pages.Door.UNCONFIRMED, this::link)
        .post("/confirmation/{token}", Pages.Door.UNCONFIRMED, Repeat.STORED, this::confirm);
  }

  private Response waiting(PageRequest request) {
    boolean sent = request.query().find(SENT).isPresent();
    return request.page(
        "confirm-address.jte",
        "Confirm your address",
        Map.of("email", request.person().email(), SENT, sent, TOKEN, ""));
  }

  private Response sendAgain(PageRequest request) {
    people.confirmations().sendAgain(request.session());
    return request.redirectTo(Pages.ROOT + WAITING + "?" + SENT + "=1");
  }

  private Response link(PageRequest request) {
    String token = request.parameter(TOKEN);
    if (!people.confirmations().isValid(request.session(), token)) {
      throw ApiError.of(
              ErrorCode.NOT_FOUND,
              "This link was already used, has expired, or belongs to a different login than the"
                  + " one you are signed in with. Request a new one.")
          .exception();
    }
    return request.page(
        "confirm-address.jte",
        "Confirm your address",
        Map.of("email", request.person().email(), SENT, false, TOKEN, token));
  }

  private Response confirm(PageRequest request) {
    var _ =
        people
            .confirmations()
            .confirm(request.session(), request.parameter(TOKEN), request.client())
            .orElseThrow();
    return request.redirectTo(Pages.ROOT);
  }
}
