package com.remitflex.keyring;

import com.remitflex.accounts.Account;
import com.remitflex.accounts.HeadId;
import com.remitflex.ids.Environment;
import com.remitflex.ids.IdPrefix;
import com.remitflex.money.Currency;
import com.remitflex.recipients.RecipientStore.Chosen;
import com.remitflex.recipients.SavedRecipient;
import com.remitflex.recipients.TestAccounts;
import java.time.Instant;
import java.util.Optional;

/**
 * The account that a canary sees: it looks like its owner's, and there is nothing in it.
 *
 * @param model the owner's account
 */
record Decoy(String id, Account model, Environment environment, Instant since) {
  Account account() {
    return new Account(id, model.name(), model.verification(), model.createdAt(), Optional.empty());
  }

  /** The default recipient with which every sandbox begins. */
  Optional<Chosen> recipient() {
    return environment == Environment.SANDBOX
        ? Optional.of(
            new Chosen(
                new HeadId(id, environment),
                new SavedRecipient(IdPrefix.RECIPIENT.next(), TestAccounts.RECIPIENT, Currency.EUR),
                since))
        : Optional.empty();
  }
}
