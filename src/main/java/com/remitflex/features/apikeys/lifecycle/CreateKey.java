package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.KeyName;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.text.ApiKeyText;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/api-keys: creates a key. Its secret is returned once and never stored in the clear. */
final class CreateKey extends KeyCommand {
  private final NewKey newKey;
  private final String secret;
  private final Optional<String> decoyId;
  private final Optional<SecretCipher> cipher;

  /**
   * Creates a key with a new secret.
   *
   * @param cipher encrypts the secret for the form that creates the key
   */
  CreateKey(
      KeyRepositories repositories, Caller caller, NewKey newKey, Optional<SecretCipher> cipher) {
    super(repositories, caller, IdPrefix.API_KEY.next(), Optional.empty());
    this.newKey = newKey;
    this.cipher = cipher;
    this.secret = ApiKeyFormat.generate(caller.head().environment());
    this.decoyId =
        newKey.canary() ? Optional.of(Decoy.newId(caller.head().accountId())) : Optional.empty();
  }

  String secret() {
    return secret;
  }

  @Override
  public void prefetch(ReadSet reads) {
    super.prefetch(reads);
    reads.row(repositories.names, name());
    reads.row(repositories.accounts, caller.head().accountId());
    decoyId.ifPresent(id -> reads.newRow(repositories.decoys, id));
    readCallersSecret(reads);
  }

  private KeyName name() {
    return new KeyName(caller.head(), newKey.name());
  }

  private Optional<Account> account(State state) {
    return state
        .find(repositories.accounts, caller.head().accountId())
        .filter(account -> state.exists(caller.head()));
  }

  @Override
  Optional<ApiError> rejection(State state) {
    Optional<Account> account = account(state);
    if (account.isEmpty()) {
      return Optional.of(
          ApiError.at("account", ErrorCode.NOT_FOUND, "No account with this ID exists."));
    }
    return unverified(account.get())
        .or(() -> replacedSecret(state))
        .or(() -> expiresInThePast(state))
        .or(() -> nameTaken(state));
  }

  private Optional<ApiError> unverified(Account account) {
    return caller.head().environment() == Environment.LIVE
            && account.verification() == Account.Verification.NONE
        ? Optional.of(
            ApiError.of(
                ErrorCode.KYB_REQUIRED,
                "A live key requires a verified account. The operator verifies the account with:"
                    + " ./remitflex accounts verify "
                    + account.id()))
        : Optional.empty();
  }

  private Optional<ApiError> expiresInThePast(State state) {
    return newKey
        .expiresAt()
        .filter(at -> !at.isAfter(now(state)))
        .map(at ->
            ApiError.at("expires_at", ErrorCode.VALIDATION_ERROR, "Must be a time in the future."));
  }

  private Optional<ApiError> nameTaken(State state) {
    return state
        .find(repositories.names, name())
        .map(id ->
            ApiError.at(
                "name",
                ErrorCode.VALIDATION_ERROR,
                "An active key of this account and environment already has this name: "
                    + id
                    + "."));
  }

  @Override
  Decision accept(State state) {
    Instant now = now(state);
    ApiKey key = newApiKey(state, now);
    Effects effects =
        new Effects()
            .insert(repositories.keys, keyId, key)
            .insert(repositories.names, name(), keyId);
    putShownSecret(state, effects, cipher, secret);
    ObjectNode details = KeyJson.created(key);
    Account account = account(state).orElseThrow();
    decoyId.ifPresent(id ->
        effects.insert(repositories.decoys, id, new Decoy(id, account, key, details.deepCopy())));
    emit(effects, key, "api_key.created", details);
    // Only the audit log names canaries: a thief of a key with a lower scope cannot read it.
    audit(
        state,
        effects,
        "api_key.created",
        key.isCanary() ? details.deepCopy().put("canary", true) : details);
    return new Decision.Accepted(effects, result(201, key, now, Optional.of(secret)));
  }

  private ApiKey newApiKey(State state, Instant now) {
    return new ApiKey(
        keyId,
        caller.head().accountId(),
        caller.head().environment(),
        newKey.name(),
        newKey.scope(),
        repositories.hash(secret),
        ApiKeyText.display(secret),
        now,
        newKey.expiresAt(),
        Optional.empty(),
        state.nextEvent(caller.head()),
        1,
        newKey.limits(),
        Optional.empty(),
        decoyId);
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return key(state).map(key -> result(201, key, now(state), Optional.of(secret)));
  }
}
