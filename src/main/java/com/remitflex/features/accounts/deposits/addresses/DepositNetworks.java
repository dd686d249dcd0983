package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The networks on which deposits are accepted. */
@FunctionalInterface
public interface DepositNetworks {
  /** The networks of an environment, in the order in which they are shown. */
  List<DepositNetwork> of(Environment environment);

  default Optional<DepositNetwork> find(Environment environment, String name) {
    return of(environment).stream().filter(network -> network.name().equals(name)).findFirst();
  }

  /**
   * The network with this name; RAIL_NOT_CONFIGURED in live, VALIDATION_ERROR (network) in the
   * sandbox.
   */
  @CheckReturnValue
  default Result<DepositNetwork> require(Environment environment, String name) {
    Optional<DepositNetwork> found = find(environment, name);
    if (found.isPresent()) {
      return Result.ok(found.get());
    }
    String names =
        of(environment).stream().map(DepositNetwork::name).collect(Collectors.joining(", "));
    return Result.rejected(
        switch (environment) {
          case SANDBOX ->
              ApiError.at("network", ErrorCode.VALIDATION_ERROR, "Must be one of: " + names + ".");
          case LIVE ->
              ApiError.at(
                  "network",
                  ErrorCode.RAIL_NOT_CONFIGURED,
                  names.isEmpty()
                      ? "No network is configured for live deposits. Use a sandbox key, or ask the"
                          + " operator to configure a network."
                      : "This network is not configured for live deposits. Configured: "
                          + names
                          + ".");
        });
  }
}
