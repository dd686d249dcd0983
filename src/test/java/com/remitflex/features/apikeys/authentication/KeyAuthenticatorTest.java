package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.AuthenticationRequest;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the gate asks the database for, and which host it lets a key be sent to. */
class KeyAuthenticatorTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final KeyHasher HASHER = new KeyHasher(new byte[32]);

  /** A gate whose database is gone: every look-up fails. */
  private static KeyAuthenticator blind;

  @BeforeAll
  static void loseTheDatabase() {
    Database gone = Database.open(TestDatabase.create());
    gone.close();
    blind = gate(gone, HASHER, Map.of());
  }

  @Test
  void aWellFormedKeyIsLookedUp() {
    String invented = ApiKeyFormat.generate(Environment.SANDBOX);

    assertThatThrownBy(() -> blind.check(attempt(List.of("Bearer " + invented), "a")))
        .as("the gate without a database")
        .isNotNull();
  }

  @Test
  void aGarbledKeyIsRejectedWithoutALookUp() {
    String key = ApiKeyFormat.generate(Environment.SANDBOX);
    for (int i = 0; i < key.length(); i++) {
      char other = key.charAt(i) == 'A' ? 'B' : 'A';
      String garbled = key.substring(0, i) + other + key.substring(i + 1);
      assertRefusedUnseen(garbled);
      assertRefusedUnseen(key.substring(0, i));
      assertRefusedUnseen(key.substring(0, i) + key.substring(i + 1));
      assertRefusedUnseen(key.substring(0, i) + '\0' + key.substring(i));
    }
    assertRefusedUnseen("rf_live_" + key.substring(8));
    assertRefusedUnseen(key.toLowerCase(Locale.ROOT));
    assertRefusedUnseen(key + " ");
    assertRefusedUnseen(" " + key);
    assertRefusedUnseen("");
    String another = ApiKeyFormat.generate(Environment.SANDBOX);
    assertRefusedUnseen(key.substring(0, 51) + another.substring(51));
  }

  @Test
  void anythingButOneBearerHeaderIsRejectedWithoutALookUp() {
    String good = "Bearer " + ApiKeyFormat.generate(Environment.SANDBOX);

    assertThat(blind.check(attempt(List.of(), "a"))).isInstanceOf(KeyCheck.NoHeader.class);
    assertThat(blind.check(attempt(List.of(good, good), "a")))
        .isInstanceOf(KeyCheck.NoHeader.class);
    assertThat(blind.check(attempt(List.of(good, ""), "a"))).isInstanceOf(KeyCheck.NoHeader.class);
    assertThat(blind.check(attempt(List.of("Basic " + good), "a")))
        .isInstanceOf(KeyCheck.NoHeader.class);
  }

  @Test
  void aKeyIsAcceptedAtItsOwnHostAlone() {
    KeyHasher hasher = hasher();
    KeyAuthenticator gate =
        gate(
            server.database(),
            hasher,
            Map.of(
                Environment.LIVE, "api.example.com", Environment.SANDBOX, "sandbox.example.com"));
    String sandbox = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ).secret();
    List<String> header = List.of("Bearer " + sandbox);

    for (String host : List.of("sandbox.example.com", "SANDBOX.example.com:443", "localhost", "")) {
      assertThat(gate.check(attempt(header, host))).as(host).isInstanceOf(KeyCheck.Valid.class);
    }
    for (String host :
        List.of(
            "api.example.com",
            "API.Example.COM",
            "api.example.com:443",
            "api.example.com.",
            "api.example.com.:443")) {
      assertThat(gate.check(attempt(header, host))).as(host).isInstanceOf(KeyCheck.WrongHost.class);
    }
  }

  private static void assertRefusedUnseen(String key) {
    assertThat(blind.check(attempt(List.of("Bearer " + key), "a")))
        .isInstanceOf(KeyCheck.Malformed.class);
  }

  private static AuthenticationRequest attempt(List<String> authorization, String host) {
    Client client = new Client("127.0.0.1", Optional.empty(), "req_1");
    return new AuthenticationRequest(authorization, host, client, "GET", "/v1/balances");
  }

  private static KeyAuthenticator gate(
      Database database, KeyHasher hasher, Map<Environment, String> hosts) {
    DatabaseClock clock = new DatabaseClock();
    KeyUses uses = new KeyUses(database);
    NodeLease lease =
        new NodeLease(database, clock, uses, hasher, new LeaseMetrics(ProcessMetrics.none()));
    KeyCache cache = new KeyCache(database, new KeyStore(hasher), lease);
    return new KeyAuthenticator(hasher, cache, uses, clock, hosts, (key, generation) -> {});
  }

  /** The pepper of the test server. */
  private static KeyHasher hasher() {
    return Secrets.open(server.database(), TestDatabase.secretsDirectory(), Optional.empty());
  }
}
