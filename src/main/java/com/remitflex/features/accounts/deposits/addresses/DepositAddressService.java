package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.recipients.wallets.ForbiddenAddresses;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deposit addresses of accounts. Each is derived again before it is shown and before anything
 * is credited for it, so that a changed row cannot redirect money.
 */
public final class DepositAddressService {
  private static final Logger LOG = LoggerFactory.getLogger(DepositAddressService.class);

  private static final int RETRY_SECONDS = 60;

  private final Database database;
  private final Engine engine;
  private final DepositNetworks networks;
  private final AddressDerivation derivation;
  private final Predicate<String> closed;
  private final IssuedAddresses issued;

  /**
   * The addresses of all accounts.
   *
   * @param closed whether a live network must not get new addresses
   * @param issued where an address is recorded before it is shown
   */
  public DepositAddressService(
      Database database,
      Engine engine,
      DepositNetworks networks,
      AddressDerivation derivation,
      Predicate<String> closed,
      IssuedAddresses issued) {
    this.closed = closed;
    this.issued = issued;
    this.database = database;
    this.engine = engine;
    this.networks = networks;
    this.derivation = derivation;
  }

  /** The networks on which an account of this environment can receive deposits. */
  public List<DepositNetwork> networks(Environment environment) {
    return networks.of(environment);
  }

  /**
   * The network with this name; RAIL_NOT_CONFIGURED in live, VALIDATION_ERROR (network) in the
   * sandbox.
   */
  @CheckReturnValue
  public Result<DepositNetwork> network(Environment environment, String name) {
    return networks.require(environment, name);
  }

  /**
   * Gives the caller's account an address on a network, unless it has one; rejections as {@link
   * #network}, and INTERNAL_ERROR if the row of the address was changed.
   */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, String network) {
    return networks
        .require(caller.head().environment(), network)
        .flatMap(found -> requireOpen(caller.head(), found))
        .flatMap(found -> engine.run(new CreateDepositAddress(caller, next(caller.head(), found))));
  }

  /** An address that exists may be shown; a new one needs a network that works. */
  private Result<DepositNetwork> requireOpen(HeadId head, DepositNetwork network) {
    boolean isClosed =
        head.environment() == Environment.LIVE
            && closed.test(network.name())
            && find(head, network.name()).isEmpty();
    return isClosed
        ? Result.rejected(
            ApiError.later(
                ErrorCode.SERVICE_UNAVAILABLE,
                "Deposits on "
                    + network.name()
                    + " are closed at the moment, so no new address is created. Try again later,"
                    + " or use another network.",
                RETRY_SECONDS))
        : Result.ok(network);
  }

  /** The address that the account has, or else a new one. */
  public NewDepositAddress next(HeadId head, DepositNetwork network) {
    DepositAddress.Key key = new DepositAddress.Key(head, network.name());
    return find(head, network.name())
        .map(present -> new NewDepositAddress(key, present.index(), present.address()))
        .orElseGet(() -> {
          int index = DepositAddressStore.nextIndex(database);
          return new NewDepositAddress(
              key, index, derivation.derive(network.extendedPublicKey(), index));
        });
  }

  /**
   * The addresses of an account on networks that are configured, oldest first.
   *
   * @throws com.remitflex.platform.errors.ApiException INTERNAL_ERROR if a row was changed,
   *     SERVICE_UNAVAILABLE if an address could not be recorded
   */
  public List<DepositAddress> list(HeadId head) {
    return DepositAddressStore.ofAccount(database, head).stream()
        .filter(row -> network(row).isPresent())
        .map(this::require)
        .toList();
  }

  /**
   * The address of an account on a network.
   *
   * @throws com.remitflex.platform.errors.ApiException INTERNAL_ERROR if its row was changed,
   *     SERVICE_UNAVAILABLE if it could not be recorded
   */
  public Optional<DepositAddress> find(HeadId head, String network) {
    return DepositAddressStore.ofAccount(database, head).stream()
        .filter(row -> row.address().network().equals(network))
        .findFirst()
        .map(this::require);
  }

  /** The account's address with this text; empty also if its row was changed. */
  public Optional<DepositAddress> ofText(Environment environment, String network, String text) {
    return DepositAddressStore.ofText(database, environment, network, text)
        .filter(this::isAuthentic)
        .map(DepositAddressStore.Stored::address);
  }

  /** Whether an account has the address with this text, also if its row was changed. */
  public boolean isKnown(Environment environment, String network, String text) {
    return DepositAddressStore.ofText(database, environment, network, text).isPresent();
  }

  /**
   * Addresses that are new.
   *
   * @param next where the next look begins
   */
  public record Added(List<String> addresses, String next) {}

  /** The addresses that were added since an earlier look, some of them again; "0" for all. */
  public Added added(Environment environment, String network, String since) {
    return DepositAddressStore.added(database, environment, network, since);
  }

  /** Every address on a network, as its row says: none is credited unless it is authentic. */
  public List<String> all(Environment environment, String network) {
    return DepositAddressStore.texts(database, environment, network);
  }

  /**
   * The deposit addresses, to which no payment may go: on any network, because the owner of the key
   * is the same on all.
   */
  public ForbiddenAddresses forbidden() {
    return (environment, wallet) ->
        DepositAddressStore.exists(database, environment, wallet.address())
            ? Optional.of(ForbiddenAddresses.Owner.DEPOSIT_ADDRESS)
            : Optional.empty();
  }

  private DepositAddress require(DepositAddressStore.Stored row) {
    if (isAuthentic(row)) {
      requireRecorded(row.address());
      return row.address();
    }
    throw ApiError.of(
            ErrorCode.INTERNAL_ERROR,
            "The deposit address on "
                + row.address().network()
                + " is not shown, because its record was changed outside RemitFlex. Report this to"
                + " the operator, and send nothing to this address.")
        .exception();
  }

  /** An address that a restored database does not know could be paid, and is credited to no one. */
  private void requireRecorded(DepositAddress address) {
    if (!issued.record(address)) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "The deposit address on "
                  + address.network()
                  + " cannot be shown at the moment, because it could not be recorded. Try again"
                  + " later.",
              RETRY_SECONDS)
          .exception();
    }
  }

  private Optional<DepositNetwork> network(DepositAddressStore.Stored row) {
    return networks.find(row.address().head().environment(), row.address().network());
  }

  /** Whether the row is signed, and its address is the one that its index has. */
  private boolean isAuthentic(DepositAddressStore.Stored row) {
    DepositAddress address = row.address();
    boolean authentic =
        DepositAddressStore.isSigned(database, row)
            && network(row)
                .filter(network ->
                    derivation
                        .derive(network.extendedPublicKey(), address.index())
                        .equals(address.address()))
                .isPresent();
    if (!authentic) {
      LOG.error(
          "the deposit address {} of {} on {} is not the derived one: its row or the network's"
              + " extended public key was changed. It is not shown, and nothing that arrives there"
              + " is credited",
          address.id(),
          address.head().accountId(),
          address.network());
    }
    return authentic;
  }
}
