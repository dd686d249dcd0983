package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.web.cli.SignerCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the commands need to know of this installation.
 *
 * @param networks those of the networks file
 * @param signer asks the signer
 */
public record TreasurySettings(List<ChainNetwork> networks, Supplier<SignerCheck> signer) {
  private static final String SANDBOX = "sandbox";

  public TreasurySettings {
    networks = List.copyOf(networks);
  }

  /** The names of all rails. */
  List<String> rails() {
    return Stream.concat(Stream.of(SANDBOX), networks.stream().map(ChainNetwork::name)).toList();
  }

  /**
   * What the arguments of a command name: a rail of this installation, or everything.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  PauseTarget target(Optional<String> rail, boolean isAll) {
    if (rail.isPresent() == isAll) {
      throw error("Name one rail, or --all for everything. The rails are: " + names() + ".");
    }
    if (rail.isPresent() && !rails().contains(rail.get())) {
      throw error("No rail has this name. The rails are: " + names() + ". Nothing was changed.");
    }
    return new PauseTarget(rail);
  }

  private String names() {
    return String.join(", ", rails());
  }

  private static RuntimeException error(String message) {
    return ApiError.of(ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
