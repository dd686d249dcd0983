package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.util.Optional;

/** A member of a recipient, as the API and its messages name it. */
enum RecipientField {
  NAME("name", "name"),
  BANK_COUNTRY("bank_country", "bank country"),
  ACCOUNT_NUMBER("account_number", "account number"),
  BANK_CODE("bank_code", "bank code"),
  ADDRESS("address", "address");

  private final String field;
  private final String words;

  RecipientField(String field, String words) {
    this.field = field;
    this.words = words;
  }

  /** The fault of this member; the message must not repeat what the client sent. */
  Optional<ApiError> refuse(String message) {
    return Optional.of(ApiError.at("recipient." + field, ErrorCode.INVALID_RECIPIENT, message));
  }

  Optional<ApiError> refuseForm(Format expected) {
    return refuse("The " + words + " is not valid: expected " + expected.words() + ".");
  }

  String words() {
    return words;
  }
}
