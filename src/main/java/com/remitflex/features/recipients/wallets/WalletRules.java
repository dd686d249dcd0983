package com.remitflex.features.recipients.wallets;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for a wallet that is to receive a payment. Rejections are INVALID_RECIPIENT at {@code
 * recipient.wallet.network} or {@code recipient.wallet.address}; no message repeats what the client
 * sent.
 */
public record WalletRules(Networks networks, ForbiddenAddresses forbidden) {
  private static final String NETWORK = "recipient.wallet.network";
  private static final String ADDRESS = "recipient.wallet.address";

  /** ASCII only: letters and digits of other scripts look like these. */
  private static final Pattern DIGITS = Pattern.compile("[0-9A-Fa-f]*");

  private static final Pattern NOT_CHECKED = Pattern.compile("[0-9a-f]*");
  private static final Pattern ZEROS = Pattern.compile("0*");

  /** The networks on which wallets can be paid, in alphabetical order. */
  public List<String> networks(Environment environment) {
    return networks.offered(environment);
  }

  /**
   * The networks on which wallets can be paid in a currency, in alphabetical order. Which
   * currencies a live network carries is decided by its rail.
   */
  public List<String> networks(Environment environment, Currency currency) {
    return environment == Environment.SANDBOX
        ? Networks.carrying(currency)
        : networks.offered(environment);
  }

  /** The wallet as it is stored, with the checksum in its address. */
  @CheckReturnValue
  public Result<Wallet> stored(Wallet wallet, Currency currency, Environment environment) {
    Optional<ApiError> error =
        unknownNetwork(wallet, environment)
            .or(() -> currencyNotCarried(wallet, currency, environment))
            .or(() -> address(wallet.address()));
    if (error.isPresent()) {
      return Result.rejected(error.get());
    }
    Wallet stored = new Wallet(wallet.network(), EvmAddress.withChecksum(wallet.address()));
    return forbidden
        .owner(environment, stored)
        .<Result<Wallet>>map(
            owner -> Result.rejected(ADDRESS, ErrorCode.INVALID_RECIPIENT, owner.message()))
        .orElseGet(() -> Result.ok(stored));
  }

  private Optional<ApiError> unknownNetwork(Wallet wallet, Environment environment) {
    if (networks.known(environment).contains(wallet.network())) {
      return Optional.empty();
    }
    return reject(
        NETWORK,
        "No wallet can be paid on a network with this name: expected %s."
            .formatted(String.join(", ", networks.known(environment))));
  }

  private static Optional<ApiError> currencyNotCarried(
      Wallet wallet, Currency currency, Environment environment) {
    if (environment == Environment.LIVE || Networks.carrying(currency).contains(wallet.network())) {
      return Optional.empty();
    }
    return reject(
        NETWORK,
        "%s is not sent on this network: expected %s."
            .formatted(currency, String.join(", ", Networks.carrying(currency))));
  }

  /** The error of an address on an EVM network. */
  private static Optional<ApiError> address(String address) {
    if (!address.startsWith(EvmAddress.PREFIX)) {
      return reject(
          ADDRESS, "The address does not begin with 0x: expected a zero, then a small x.");
    }
    String digits = address.substring(EvmAddress.PREFIX.length());
    if (!DIGITS.matcher(digits).matches()) {
      return reject(
          ADDRESS,
          "The address contains a character that is not a hexadecimal digit, which can be invisible"
              + " or look like one: expected 0x and 40 of 0-9, a-f and A-F.");
    }
    if (address.length() != EvmAddress.LENGTH) {
      return reject(
          ADDRESS,
          "The address has %d hexadecimal digits: expected 40.".formatted(digits.length()));
    }
    if (ZEROS.matcher(digits).matches()) {
      return reject(ADDRESS, "The address is the zero address: tokens sent to it are lost.");
    }
    if (!NOT_CHECKED.matcher(digits).matches()
        && !EvmAddress.withChecksum(address).equals(address)) {
      return reject(
          ADDRESS,
          "The checksum of the address, which is its upper and lower case, is wrong: copy the"
              + " address again from where the recipient published it.");
    }
    return Optional.empty();
  }

  private static Optional<ApiError> reject(String field, String message) {
    return Optional.of(ApiError.at(field, ErrorCode.INVALID_RECIPIENT, message));
  }
}
