package com.remitflex.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/**
 * What the engine rejects is reported as rejected: here because the account's head stays locked.
 */
@Tag("slow")
class RejectedEndGraceTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final HeadId head = new HeadId(server.newAccount(), Environment.SANDBOX);
  private final IssuedKey key = server.newKey(head.accountId(), Environment.SANDBOX, Scope.READ);
  private final ApiClient old = server.client(key.secret());

  private void roll() {
    MintedSecrets.key(
        server
            .keys()
            .roll(key.key().id(), RollRequest.of(3600, false, Optional.empty()))
            .orElseThrow()
            .secret());
  }

  private <T> T whileTheHeadIsLocked(Supplier<T> work) {
    Jdbi apart = Jdbi.create(server.database().dataSource());
    try (Handle handle = apart.open()) {
      handle.begin();
      HeadStore.lock(handle, List.of(head));
      T result = work.get();
      handle.rollback();
      return result;
    }
  }

  @Test
  void theDashboardShowsItAndTheFormCanBeSentAgain() {
    roll();
    PageClient browser = server.browser().signIn(server.newPerson(head.accountId(), "owner"));
    String page = "/dashboard/sandbox/settings/api-keys/" + key.key().id();
    browser.get(page);
    Map<String, String> form = new HashMap<>(Map.of("csrf", browser.csrf()));

    Answer rejected = whileTheHeadIsLocked(() -> browser.post(page + "/end-grace", form));

    assertThat(rejected.status()).isEqualTo(503);
    assertThat(rejected.text()).contains("had no effect");
    assertThat(old.get("/v1/balances").status()).isEqualTo(200);
    assertThat(browser.post(page + "/end-grace", form).status()).isEqualTo(303);
    assertThat(old.get("/v1/balances").errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  @Test
  void theCommandFails() {
    roll();
    KeyHasher hasher =
        Secrets.open(server.database(), TestDatabase.secretsDirectory(), Optional.empty());
    KeysCommand command =
        new KeysCommand(() ->
            new CommandContext(
                server.database(),
                hasher,
                server.trail(),
                "http://localhost",
                (database, engine) ->
                    new DepositAddressService(
                        database,
                        engine,
                        of -> List.of(),
                        (xpub, index) -> "",
                        network -> false,
                        address -> false),
                context -> {
                  throw new IllegalStateException("not used here");
                },
                false,
                () -> {},
                () -> {}));
    StringWriter errors = new StringWriter();

    int status =
        whileTheHeadIsLocked(() ->
            new CommandLine(command)
                .setErr(new PrintWriter(errors, true))
                .execute("end-grace", key.key().id()));

    assertThat(status).isNotZero();
    assertThat(errors.toString()).contains("had no effect");
    assertThat(old.get("/v1/balances").status()).isEqualTo(200);
  }
}
