package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.secrets.SignedTableStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A recipient stored with an account. Payments copy it, so that a change or deletion leaves them as
 * they are.
 *
 * @param number the order of creation among recipients of the same time; 0 until it is stored
 * @param isDefault whether payments that name no recipient go to this one
 * @param authentic whether the row is as RemitFlex wrote it; no payment goes to one that is not
 */
public record SavedRecipient(
    RecipientKey key,
    long number,
    RecipientDetails details,
    boolean isDefault,
    Instant createdAt,
    Instant updatedAt,
    boolean authentic) {

  /** A new recipient that is not the default. */
  public static SavedRecipient create(RecipientKey key, RecipientDetails details, Instant now) {
    return new SavedRecipient(key, 0, details, false, now, now, true);
  }

  /** A bank account that a new account has as its default recipient. */
  public static SavedRecipient createDefault(
      HeadId head, Recipient recipient, Currency currency, Instant now) {
    RecipientKey key = new RecipientKey(head, IdPrefix.RECIPIENT.at(now));
    return create(key, RecipientDetails.of(recipient, currency), now).withDefault(true);
  }

  public SavedRecipient withDefault(boolean is) {
    return new SavedRecipient(key, number, details, is, createdAt, updatedAt, authentic);
  }

  SavedRecipient with(RecipientDetails changed, Instant now) {
    return new SavedRecipient(key, number, changed, isDefault, createdAt, now, authentic);
  }

  SavedRecipient notAuthentic() {
    return new SavedRecipient(key, number, details, isDefault, createdAt, updatedAt, false);
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

  /** INVALID_RECIPIENT (field), if the row was changed outside RemitFlex. */
  public Optional<ApiError> damage(String field) {
    return authentic
        ? Optional.empty()
        : Optional.of(
            ApiError.at(
                field,
                ErrorCode.INVALID_RECIPIENT,
                "The stored recipient was changed outside the platform, so it cannot be used."
                    + " Report this to the operator, delete it, and save the recipient again."));
  }

  /** What the MAC of the recipient's row covers: to whom and in what it is paid. */
  List<byte[]> macParts() {
    return SignedTableStore.parts(
        "recipient v1",
        head().accountId(),
        head().environment().word(),
        id(),
        name(),
        currency().name(),
        part(recipient().map(Recipient::accountNumber)),
        part(recipient().map(Recipient::bankCode)),
        part(recipient().map(Recipient::bankCountry)),
        part(recipient().flatMap(Recipient::address)),
        part(wallet().map(Wallet::text)));
  }

  /** What the MAC of the row covers that makes a recipient the default. */
  static List<byte[]> defaultMacParts(RecipientKey key) {
    return SignedTableStore.parts(
        "default_recipient v1", key.head().accountId(), key.head().environment().word(), key.id());
  }

  private static String part(Optional<String> text) {
    return text.map(present -> "=" + present).orElse("");
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
