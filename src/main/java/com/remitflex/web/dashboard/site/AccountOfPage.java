package com.remitflex.web.dashboard.site;

import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Session;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.web.dashboard.forms.CrossSite;
import com.remitflex.web.dashboard.forms.FormToken;
import java.util.List;
import java.util.Optional;

/**
 * Which account a page shows and a form acts on: the one that its address names, or that the form's
 * page showed, and never the one that another tab has shown since.
 */
final class AccountOfPage {
  private AccountOfPage() {}

  /** Where a page of an account is found that does not name the account, when it is not clear. */
  static Optional<String> fullAddress(Pages.Match.Found found, Session session, String address) {
    return found.account().isPresent() || session.memberships().size() < 2
        ? Optional.empty()
        : session.chosen().map(one -> base(one) + address.substring(Pages.ROOT.length()));
  }

  /** The address of an account's pages, without the environment. */
  static String base(Membership membership) {
    return Pages.ROOT + "/" + membership.accountId();
  }

  /**
   * The session, in the account of the page.
   *
   * @throws com.remitflex.platform.errors.ApiException INSUFFICIENT_PERMISSIONS
   */
  static Session shown(Pages.Match.Found found, Session session) {
    return found
        .account()
        .map(account -> session.in(account).orElseThrow(AccountOfPage::noMember))
        .orElse(session);
  }

  /**
   * The session, in the account that the form showed.
   *
   * @throws com.remitflex.platform.errors.ApiException INSUFFICIENT_PERMISSIONS
   */
  static Session acting(Pages.Match.Found found, Session session, FormToken token) {
    String account = token.account().orElseThrow(CrossSite::refused);
    if (found.account().filter(one -> !one.equals(account)).isPresent()
        || !token.environment().equals(found.environment())) {
      throw refused(
          "This form was shown for another account or environment. Nothing was done: go back,"
              + " reload the page and try again.");
    }
    return session.in(account).orElseThrow(AccountOfPage::noMember);
  }

  private static RuntimeException noMember() {
    return refused(
        "You are not a member of this account, or no longer. Nothing was done. Ask an owner of the"
            + " account to invite you.");
  }

  private static RuntimeException refused(String message) {
    return ApiError.of(ErrorCode.INSUFFICIENT_PERMISSIONS, message).exception();
  }

  /** Whether the person has several accounts, so that every address must name one. */
  static boolean mustBeNamed(List<Membership> memberships) {
    return memberships.size() > 1;
  }
}
