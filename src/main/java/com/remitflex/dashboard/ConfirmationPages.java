package com.remitflex.dashboard;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Reply;
import com.remitflex.people.People;
import java.util.Map;

/**
 * What someone sees who has not proved to own the address of the login: where the link was sent,
 * and what the link leads to. To look at a page confirms nothing: programs that check mail do it
 * too.
 */
final class ConfirmationPages {
  private static final String TOKEN = "token";

  private final People people;

  ConfirmationPages(People people) {
    this.people = people;
  }

  void addTo(Pages pages) {
    pages
        .on("GET", "/confirm-address", Pages.Door.UNCONFIRMED, visit -> waiting(visit, false))
        .post("/confirm-address", Pages.Door.UNCONFIRMED, Repeat.STORED, this::sendAgain)
        .on("GET", "/confirmation/{token}", Pages.Door.UNCONFIRMED, this::link)
        .post("/confirmation/{token}", Pages.Door.UNCONFIRMED, Repeat.STORED, this::confirm);
  }

  private Reply waiting(Visit visit, boolean sent) {
    return visit.page(
        "confirm-address.jte",
        "Confirm your address",
        Map.of("email", visit.person().email(), "sent", sent, TOKEN, ""));
  }

  private Reply sendAgain(Visit visit) {
    people.confirmations().sendAgain(visit.session());
    return waiting(visit, true);
  }

  private Reply link(Visit visit) {
    String token = visit.parameter(TOKEN);
    if (!people.confirmations().isGood(visit.session(), token)) {
      throw ApiError.of(
              ErrorCode.NOT_FOUND,
              "This link was used before, is too old, or is for another login than the one you are"
                  + " signed in with. Ask for another.")
          .exception();
    }
    return visit.page(
        "confirm-address.jte",
        "Confirm your address",
        Map.of("email", visit.person().email(), "sent", false, TOKEN, token));
  }

  private Reply confirm(Visit visit) {
    people.confirmations().confirm(visit.session(), visit.parameter(TOKEN), visit.client());
    return visit.redirectTo(Pages.ROOT);
  }
}
