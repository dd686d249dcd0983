package com.remitflex.features.payments.creation;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.Corridors;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.saved.RecipientKey;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.features.recipients.saved.SavedRecipientStore;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import java.util.Optional;

/**
 * Recipient, currency and corridor of a payout: those of the request, or else the defaults. Unless
 * {@link #rejection} is empty, some of them are missing.
 *
 * @param saved the recipient that the request names by its ID, or else the default one; empty also
 *     when the request contains a receiver
 * @param found the corridor that the request names, or else the first one between the currencies
 */
record PayoutRoute(
    PaymentRequest request, Optional<SavedRecipient> saved, Optional<Corridor> found) {

  static void prefetch(ReadSet reads, HeadId head, PaymentRequest request) {
    reads.row(CorridorStore.ROWS, CorridorStore.ALL);
    request
        .recipientId()
        .ifPresent(id -> reads.row(SavedRecipientStore.ROWS, new RecipientKey(head, id)));
    if (usesDefault(request)) {
      reads.row(SavedRecipientStore.DEFAULTS, head);
    }
  }

  static PayoutRoute load(State state, HeadId head, PaymentRequest request) {
    Optional<SavedRecipient> saved =
        usesDefault(request)
            ? state.find(SavedRecipientStore.DEFAULTS, head)
            : request
                .recipientId()
                .flatMap(id -> state.find(SavedRecipientStore.ROWS, new RecipientKey(head, id)));
    Corridors corridors = state.find(CorridorStore.ROWS, CorridorStore.ALL).orElseThrow();
    Optional<Corridor> found =
        request.corridor().isPresent()
            ? request.corridor().flatMap(corridors::find)
            : to(request, saved).flatMap(to -> corridors.between(request.amount().currency(), to));
    return new PayoutRoute(request, saved, found);
  }

  private static boolean usesDefault(PaymentRequest request) {
    return !request.namesReceiver() && request.recipientId().isEmpty();
  }

  Optional<ApiError> rejection() {
    return missingRecipient()
        .or(this::damagedRecipient)
        .or(this::notCurrencyOfDefaultRecipient)
        .or(this::unknownCorridor)
        .or(this::corridorOfOtherCurrencies)
        .or(this::noCorridor)
        .or(this::corridorUnavailable);
  }

  /** The bank account; empty for a wallet. */
  Optional<Recipient> recipient() {
    return request.recipient().or(() -> saved.flatMap(SavedRecipient::recipient));
  }

  /** The wallet; empty for a bank account. */
  Optional<Wallet> wallet() {
    return request.wallet().or(() -> saved.flatMap(SavedRecipient::wallet));
  }

  private Currency from() {
    return request.amount().currency();
  }

  Currency to() {
    return to(request, saved).orElseThrow();
  }

  private static Optional<Currency> to(PaymentRequest request, Optional<SavedRecipient> saved) {
    return saved.map(SavedRecipient::currency).or(request::destinationCurrency);
  }

  Corridor corridor() {
    return found.orElseThrow();
  }

  private Optional<ApiError> missingRecipient() {
    if (request.namesReceiver() || saved.isPresent()) {
      return Optional.empty();
    }
    if (request.recipientId().isPresent()) {
      return Optional.of(PaymentRequest.unknownRecipient());
    }
    return Optional.of(
        ApiError.at(
            "recipient",
            ErrorCode.VALIDATION_ERROR,
            "Required: this account has no default recipient."));
  }

  private Optional<ApiError> damagedRecipient() {
    String field = request.recipientId().isPresent() ? "recipient_id" : "recipient";
    return saved.flatMap(recipient -> recipient.damage(field));
  }

  private Optional<ApiError> notCurrencyOfDefaultRecipient() {
    return request
        .destinationCurrency()
        .filter(requested -> requested != to())
        .map(requested ->
            ApiError.at(
                "destination_currency",
                ErrorCode.INVALID_CURRENCY,
                (request.recipientId().isPresent() ? "The recipient" : "The default recipient")
                    + " is paid in "
                    + to()
                    + "."));
  }

  private Optional<ApiError> unknownCorridor() {
    return request
        .corridor()
        .filter(id -> found.isEmpty())
        .map(id ->
            ApiError.at(
                "corridor", ErrorCode.VALIDATION_ERROR, "No corridor with this ID exists."));
  }

  private Optional<ApiError> corridorOfOtherCurrencies() {
    return found
        .filter(corridor -> !corridor.carries(from(), to()))
        .map(corridor ->
            ApiError.at(
                "corridor",
                ErrorCode.VALIDATION_ERROR,
                corridor.id() + " does not carry " + from() + " to " + to() + "."));
  }

  private Optional<ApiError> noCorridor() {
    if (found.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "destination_currency",
            ErrorCode.INVALID_CURRENCY,
            "No corridor carries " + from() + " to " + to() + "."));
  }

  private Optional<ApiError> corridorUnavailable() {
    return found.flatMap(PayoutRoute::unavailable);
  }

  /** CORRIDOR_UNAVAILABLE, if the corridor accepts nothing. */
  static Optional<ApiError> unavailable(Corridor corridor) {
    if (corridor.status() != Corridor.Status.UNAVAILABLE) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.of(
            ErrorCode.CORRIDOR_UNAVAILABLE,
            "The corridor " + corridor.id() + " is unavailable. Nothing was debited."));
  }
}
