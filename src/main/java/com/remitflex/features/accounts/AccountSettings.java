package com.remitflex.features.accounts;

import com.remitflex.features.recipients.saved.RecipientKey;
import com.remitflex.features.recipients.saved.SavedRecipient;
import java.util.Optional;

/**
 * An account with its settings in one environment.
 *
 * @param alerts also name the account and the environment
 * @param defaultRecipient used when a payment specifies no recipient
 */
public record AccountSettings(
    Account account, AccountAlerts alerts, Optional<SavedRecipient> defaultRecipient) {

  /**
   * Whether another recipient is the default, or none instead of one. The same one is another if
   * its choice was not RemitFlex's.
   */
  boolean isOtherDefault(AccountSettings before) {
    return !chosen(defaultRecipient).equals(chosen(before.defaultRecipient()));
  }

  private static Optional<Chosen> chosen(Optional<SavedRecipient> recipient) {
    return recipient.map(one -> new Chosen(one.key(), one.authentic()));
  }

  private record Chosen(RecipientKey key, boolean authentic) {}
}
