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
 * Determines the account of a page or form: the one that the address names or that the page of the
 * form showed, whatever other tabs have shown since.
 */
final class AccountOfPage {
  private AccountOfPage() {}

  /**
   * The address that names the account; empty if this one does or the user has no other account.
   */
  static Optional<String> fullAddress(Pages.Found found, Session session, String address) {
    return found.account().isPresent() || session.memberships().size() < 2
        ? Optional.empty()
        : session.chosen().map(one -> base(one) + address.substring(Pages.ROOT.length()));
  }

  /** The address of an account's pages, without the environment. */
  static String base(Membership membership) {
    return Pages.ROOT + "/" + membership.accountId();
  }

  /**
   * The session in the account of the page.
   *
   * @throws com.remitflex.platform.errors.ApiException INSUFFICIENT_PERMISSIONS
   */
  static Session shown(Pages.Found found, Session session) {
    return found
        .account()
        .map(account -> session.in(account).orElseThrow(AccountOfPage::notMember))
        .orElse(session);
  }

  /**
   * The session in the account that the page of the form showed.
   *
   * @throws com.remitflex.platform.errors.ApiException INSUFFICIENT_PERMISSIONS
   */
  static Session acting(Pages.Found found, Session session, FormToken token) {
    String account = token.account().orElseThrow(CrossSite::rejection);
    if (found.account().filter(one -> !one.equals(account)).isPresent()
        || !token.environment().equals(found.environment())) {
      throw rejection(
          "This form was shown for another account or environment. Nothing was changed. Go back,"
              + " reload the page and try again.");
    }
    return session.in(account).orElseThrow(AccountOfPage::notMember);
  }

  private static RuntimeException notMember() {
    return rejection(
        "You are not a member of this account. Nothing was changed. Ask an owner of the account to"
            + " invite you.");
  }

  private static RuntimeException rejection(String message) {
    return ApiError.of(ErrorCode.INSUFFICIENT_PERMISSIONS, message).exception();
  }

  /** Whether the user has several accounts, so that every address must name one. */
  static boolean mustBeNamed(List<Membership> memberships) {
    return memberships.size() > 1;
  }
}
