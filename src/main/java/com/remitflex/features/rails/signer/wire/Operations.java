package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.json.Json;

/** Lets a signer do what a request says. */
record Operations(Signer signer) {

  /** The response to a request, which may be any bytes. */
  byte[] respond(byte[] request) {
    try {
      return respond(RequestJson.read(request));
    } catch (ApiException e) {
      String field = e.error().field().map(name -> name + ": ").orElse("");
      return ReplyJson.bytes(
          new SignerReply.Rejected<>(SignerErrorCode.BAD_REQUEST, field + e.error().message()),
          nothing -> Json.object());
    }
  }

  private byte[] respond(Request request) {
    return switch (request) {
      case Request.SignPayout(var authorization) ->
          ReplyJson.bytes(signer.signPayout(authorization), ReplyJson::form);
      case Request.SignSweep(var authorization) ->
          ReplyJson.bytes(signer.signSweep(authorization), ReplyJson::form);
      case Request.SignCancellation(var cancellation) ->
          ReplyJson.bytes(signer.signCancellation(cancellation), ReplyJson::form);
      case Request.SignRelay(var transaction) ->
          ReplyJson.bytes(signer.signRelay(transaction), ReplyJson::form);
      case Request.Addresses() -> ReplyJson.bytes(signer.addresses(), ReplyJson::form);
      case Request.Health() -> ReplyJson.bytes(signer.health(), ReplyJson::form);
    };
  }
}
