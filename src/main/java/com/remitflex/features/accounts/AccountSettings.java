package com.remitflex.features.accounts;

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

  /** Whether another recipient is the default, or none instead of one. */
  boolean isOtherDefault(AccountSettings before) {
    return !defaultRecipient
        .map(SavedRecipient::key)
        .equals(before.defaultRecipient().map(SavedRecipient::key));
  }
}
