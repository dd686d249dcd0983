package com.remitflex.web.cli;

import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SignerSettings;
import com.remitflex.features.rails.signer.wire.SignerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What `doctor` reports about the signer.
 *
 * @param errors what must be corrected
 * @param notes what the operator should know
 */
public record SignerCheck(boolean isConfigured, List<String> errors, List<String> notes) {
  private static final String EMBEDDED =
      "the signer is embedded, which is for trials: an attacker who takes over the server has its"
          + " keys. For real funds, run ./remitflex signer up as another user";

  private static final String MISSING =
      "networks are configured without a signer, so live payments to wallets wait: set"
          + " REMITFLEX_SIGNER";

  public SignerCheck {
    errors = List.copyOf(errors);
    notes = List.copyOf(notes);
  }

  /** Nothing to check: there is no signer. */
  public static SignerCheck none() {
    return new SignerCheck(false, List.of(), List.of());
  }

  /**
   * Asks the signer that the settings name.
   *
   * @param hasLiveNetworks whether it signs for real funds
   */
  public static SignerCheck of(Optional<SignerSettings> settings, boolean hasLiveNetworks) {
    if (settings.isEmpty()) {
      return hasLiveNetworks ? new SignerCheck(false, List.of(), List.of(MISSING)) : none();
    }
    if (settings.get() instanceof SignerSettings.Embedded) {
      // It is in the server's process, which has locked its directory.
      return new SignerCheck(true, List.of(), hasLiveNetworks ? List.of(EMBEDDED) : List.of());
    }
    try (Signer signer = SignerConnection.open(settings.get())) {
      return of(signer.health());
    } catch (SignerException e) {
      return new SignerCheck(true, List.of(String.valueOf(e.getMessage())), List.of());
    }
  }

  private static SignerCheck of(SignerReply<SignerHealth> reply) {
    List<String> errors = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    switch (reply) {
      case SignerReply.Done<SignerHealth>(SignerHealth health) ->
          health.warnings().forEach(warning -> notes.add("signer: " + warning));
      case SignerReply.Rejected<SignerHealth>(var code, String reason) ->
          errors.add(code + ": " + reason);
      case SignerReply.Unavailable<SignerHealth>(String reason) ->
          errors.add(reason + ". Start it with ./remitflex signer up DIR");
    }
    return new SignerCheck(true, errors, notes);
  }
}
