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
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/api-keys: a new key; the only time that its secret exists outside its user's hands. */
final class CreateKey extends KeyCommand {
  private final NewKey asked;
  private final String secret;
  private final Optional<String> decoy;
  private final Optional<SecretSeal> seal;

  CreateKey(KeyRepositories books, Caller caller, NewKey asked) {
    this(books, caller, asked, Optional.empty());
  }

  /**
   * A new key.
   *
   * @param seal keeps its secret for the form that asks for the key
   */
  CreateKey(KeyRepositories books, Caller caller, NewKey asked, Optional<SecretSeal> seal) {
    super(books, caller, IdPrefix.API_KEY.next());
    this.asked = asked;
    this.seal = seal;
    this.secret = ApiKeyFormat.generate(caller.head().environment());
    this.decoy =
        asked.canary() ? Optional.of(Decoy.newId(caller.head().accountId())) : Optional.empty();
  }

  String secret() {
    return secret;
  }

  @Override
  public void prefetch(ReadSet needs) {
    super.prefetch(needs);
    needs.row(books.names, name());
    needs.row(books.accounts, caller.head().accountId());
    decoy.ifPresent(id -> needs.newRow(books.decoys, id));
    needsOwnSecret(needs);
  }

  private KeyName name() {
    return new KeyName(caller.head(), asked.name());
  }

  @Override
  public Decision decide(State state) {
    Optional<Account> account = state.find(books.accounts, caller.head().accountId());
    if (account.isEmpty() || !state.exists(caller.head())) {
      return Decision.reject("account", ErrorCode.NOT_FOUND, "No account with this id exists.");
    }
    if (caller.head().environment() == Environment.LIVE
        && account.get().verification() == Account.Verification.NONE) {
      return Decision.reject(
          ErrorCode.KYB_REQUIRED,
          "A live key needs a verified account. The operator verifies it with:"
              + " ./remitflex accounts verify "
              + account.get().id());
    }
    Optional<Decision> refused = oldSecret(state);
    if (refused.isPresent()) {
      return refused.get();
    }
    Instant now = state.now(caller.head());
    if (asked.expiresAt().filter(at -> !at.isAfter(now)).isPresent()) {
      return Decision.reject(
          "expires_at", ErrorCode.VALIDATION_ERROR, "Must be a time in the future.");
    }
    Optional<String> namesake = state.find(books.names, name());
    if (namesake.isPresent()) {
      return Decision.reject(
          "name",
          ErrorCode.VALIDATION_ERROR,
          "An active key of this account and environment has this name already: "
              + namesake.get()
              + ".");
    }

    ApiKey key =
        new ApiKey(
            keyId,
            caller.head().accountId(),
            caller.head().environment(),
            asked.name(),
            asked.scope(),
            books.hash(secret),
            ApiKeyText.display(secret),
            now,
            asked.expiresAt(),
            Optional.empty(),
            state.nextEvent(caller.head()),
            1,
            asked.limits(),
            Optional.empty(),
            decoy);
    Effects effects =
        new Effects().insert(books.keys, keyId, key).insert(books.names, name(), keyId);
    keep(state, effects, seal, secret);
    ObjectNode details = KeyJson.grants(Json.object(), key);
    details.put("name", key.name());
    details.put("scope", key.scope().word());
    details.put("created_at", Json.time(now));
    decoy.ifPresent(id ->
        effects.insert(books.decoys, id, new Decoy(id, account.get(), key, details.deepCopy())));
    emit(effects, key, "api_key.created", details);
    // The log alone, which a lesser key cannot read: whoever stole one is not told of the others.
    log(
        state,
        effects,
        "api_key.created",
        key.isCanary() ? details.deepCopy().put("canary", true) : details);
    return new Decision.Accepted(effects, answer(201, key, now, Optional.of(secret)));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return key(state).map(key -> answer(201, key, state.now(caller.head()), Optional.of(secret)));
  }
}
