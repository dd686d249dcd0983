package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.util.Optional;

/** A field of a recipient, with its name in the API and in messages. */
enum RecipientField {
  NAME("name", "name"),
  BANK_COUNTRY("bank_country", "bank country"),
  ACCOUNT_NUMBER("account_number", "account number"),
  BANK_CODE("bank_code", "bank code"),
  ADDRESS("address", "address");

  private final String field;
  private final String label;

  RecipientField(String field, String label) {
    this.field = field;
    this.label = label;
  }

  /** INVALID_RECIPIENT at this field; the message must not repeat what the client sent. */
  Optional<ApiError> reject(String message) {
    return Optional.of(ApiError.at("recipient." + field, ErrorCode.INVALID_RECIPIENT, message));
  }

  Optional<ApiError> rejectFormat(Format expected) {
    return reject("The " + label + " is not valid: expected " + expected.description() + ".");
  }

  String apiName() {
    return field;
  }

  String label() {
    return label;
  }
}
