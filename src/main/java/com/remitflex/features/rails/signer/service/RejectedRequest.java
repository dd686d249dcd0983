package com.remitflex.features.rails.signer.service;

import com.remitflex.features.rails.signer.SignerErrorCode;

/** The policy or the log does not allow a request. */
final class RejectedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SignerErrorCode code;

  RejectedRequest(SignerErrorCode code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  SignerErrorCode code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
