package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.Optional;

/**
 * A recipient stored with an account. Payments copy it, so that a change or deletion leaves them as
 * they are.
 *
 * @param number the order of creation among recipients of the same time; 0 until it is stored
 * @param isDefault whether payments that name no recipient go to this one
 */
public record SavedRecipient(
    RecipientKey key,
    long number,
    RecipientDetails details,
    boolean isDefault,
    Instant createdAt,
    Instant updatedAt) {

  /** A new recipient that is not the default. */
  public static SavedRecipient create(RecipientKey key, RecipientDetails details, Instant now) {
    return new SavedRecipient(key, 0, details, false, now, now);
  }

  /** A bank account that a new account has as its default recipient. */
  public static SavedRecipient createDefault(
      HeadId head, Recipient recipient, Currency currency, Instant now) {
    RecipientKey key = new RecipientKey(head, IdPrefix.RECIPIENT.at(now));
    return create(key, RecipientDetails.of(recipient, currency), now).withDefault(true);
  }

  public SavedRecipient withDefault(boolean is) {
    return new SavedRecipient(key, number, details, is, createdAt, updatedAt);
  }

  SavedRecipient with(RecipientDetails changed, Instant now) {
    return new SavedRecipient(key, number, changed, isDefault, createdAt, now);
  }

  public String id() {
    return key.id();
  }

  public HeadId head() {
    return key.head();
  }

  public String name() {
    return details.name();
  }

  /** The currency in which the recipient is paid. */
  public Currency currency() {
    return details.currency();
  }

  /** The bank account; empty for a wallet. */
  public Optional<Recipient> recipient() {
    return details.recipient();
  }

  /** The wallet; empty for a bank account. */
  public Optional<Wallet> wallet() {
    return details.wallet();
  }

  public RecipientType type() {
    return details.type();
  }

  Position position() {
    return new Position(createdAt, number);
  }

  /** Only the ID, because this text can get into logs. */
  @Override
  public String toString() {
    return "SavedRecipient[" + id() + "]";
  }
}
