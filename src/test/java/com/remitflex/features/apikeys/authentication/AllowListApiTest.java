package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The IP allow-list of a key, with and without a proxy in front. */
class AllowListApiTest {
  @RegisterExtension static final TestServer direct = TestServer.standard();

  @RegisterExtension
  static final TestServer behindProxies =
      TestServer.with(Map.of("REMITFLEX_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8, 2001:db8::/32"));

  private static ApiClient bound(TestServer server, String addresses) {
    ApiClient admin = server.newClient(Scope.ADMIN);
    ApiClient.Answer made =
        admin.post(
            "/v1/api-keys",
            "{\"name\": \"bound\", \"scope\": \"read\", \"ip_allow_list\": [%s]}"
                .formatted(addresses));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return server.client(MintedSecrets.key(made.json().path("key").asText()));
  }

  private static int status(ApiClient client, String... forwardedFor) {
    var request = client.request("/v1/balances").GET();
    for (String line : forwardedFor) {
      request.header("X-Forwarded-For", line);
    }
    return client.send(request).status();
  }

  @Nested
  class Directly {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.0/8", "0.0.0.0/0", "192.0.2.1\", \"127.0.0.1"})
    void anAddressOnTheListIsAccepted(String list) {
      assertThat(status(bound(direct, "\"" + list + "\""))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/24", "127.0.0.2", "::1", "::/0"})
    void anyOtherIsUnauthorized(String list) {
      ApiClient client = bound(direct, "\"" + list + "\"");

      ApiClient.Answer answer = client.get("/v1/balances");

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.errorCode()).isEqualTo("UNAUTHORIZED");
    }

    @Test
    void whatTheClientSaysOfItselfDoesNotCount() {
      assertThat(status(bound(direct, "\"192.0.2.7\""), "192.0.2.7")).isEqualTo(401);
      assertThat(status(bound(direct, "\"127.0.0.1\""), "192.0.2.7")).isEqualTo(200);
    }
  }

  @Nested
  class BehindTrustedProxies {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "192.0.2.7 | 200",
          "192.0.2.7, 10.1.2.3 | 200",
          "192.0.2.7, 2001:db8::5, 10.1.2.3 | 200",
          "198.51.100.9, 192.0.2.7 | 200",
          "192.0.2.7, 198.51.100.9 | 401",
          "192.0.2.7, nonsense, 10.1.2.3 | 401",
          "'192.0.2.7,' | 200",
          "192.0.2.7:51234 | 200",
          "\"192.0.2.7\" | 200",
          "::ffff:192.0.2.7 | 200",
          "[::ffff:192.0.2.7]:443, [2001:db8::5]:80 | 200"
        })
    void theNearestAddressThatIsNoProxyCounts(String forwardedFor, int status) {
      assertThat(status(bound(behindProxies, "\"192.0.2.7\""), forwardedFor)).isEqualTo(status);
    }

    @Test
    void severalLinesAreOneList() {
      ApiClient client = bound(behindProxies, "\"192.0.2.7\"");

      assertThat(status(client, "192.0.2.7", "10.0.0.1")).isEqualTo(200);
      assertThat(status(client, "192.0.2.7", "198.51.100.9")).isEqualTo(401);
    }

    @Test
    void withoutTheHeaderTheProxyItselfIsTheClient() {
      assertThat(status(bound(behindProxies, "\"192.0.2.7\""))).isEqualTo(401);
      assertThat(status(bound(behindProxies, "\"127.0.0.1\""))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "198.51.100.9:4711",
          "garbage",
          "unknown",
          "_hidden",
          "198.51.100.9,",
          "198.51.100.9, garbage",
          "127.0.0.1, garbage, 10.1.2.3",
          "127.0.0.1:http",
          "[127.0.0.1",
          "' , ,'"
        })
    void anUnreadableHopIsNeverTheProxyAndOnNoList(String forwardedFor) {
      assertThat(status(bound(behindProxies, "\"127.0.0.1\""), forwardedFor)).isEqualTo(401);
      assertThat(status(bound(behindProxies, "\"0.0.0.0/0\", \"::/0\""), forwardedFor))
          .isEqualTo(forwardedFor.matches("198[0-9.]+(:[0-9]+|,)") ? 200 : 401);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "for=192.0.2.7 | 200",
          "for=\"192.0.2.7:51234\";proto=https | 200",
          "for=192.0.2.7, for=\"[2001:db8::5]:80\" | 200",
          "for=198.51.100.9, for=192.0.2.7 | 200",
          "for=192.0.2.7, for=198.51.100.9 | 401",
          "for=192.0.2.7, for=unknown | 401",
          "for=_hidden | 401",
          "proto=https | 401",
          "for=\"192.0.2.7 | 401"
        })
    void forwardedIsReadInTheSameWay(String forwarded, int status) {
      ApiClient client = bound(behindProxies, "\"192.0.2.7\"");

      assertThat(
              client
                  .send(client.request("/v1/balances").GET().header("Forwarded", forwarded))
                  .status())
          .isEqualTo(status);
    }

    /** Only one of the two headers is the proxy's; the other one may be the client's own. */
    @ParameterizedTest
    @CsvSource({
      "192.0.2.7, for=192.0.2.7, 200",
      "192.0.2.7, for=198.51.100.9, 401",
      "198.51.100.9, for=192.0.2.7, 401",
      "garbage, for=192.0.2.7, 401",
      "192.0.2.7, for=garbage, 401"
    })
    void twoHeadersThatContradictEachOtherNameNoClient(
        String forwardedFor, String forwarded, int status) {
      ApiClient client = bound(behindProxies, "\"192.0.2.7\"");

      var request =
          client
              .request("/v1/balances")
              .GET()
              .header("X-Forwarded-For", forwardedFor)
              .header("Forwarded", forwarded);

      assertThat(client.send(request).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
      "[2001:db9::7]:443, 2001:db9::7",
      "[2001:db9::7], 2001:db9::7",
      "2001:DB9:0:0:0:0:0:7, 2001:db9::7",
      "2001:db9::7, 2001:DB9:0::7",
      "fe80::7%eth0, fe80::7"
    })
    void anIpv6AddressIsTheSameInEverySpelling(String forwardedFor, String listed) {
      assertThat(status(bound(behindProxies, "\"" + listed + "\""), forwardedFor)).isEqualTo(200);
    }
  }

  @Nested
  class WhenTheListIsStored {
    @Test
    void itsAddressesAreInCanonicalFormAndOncePerAddress() {
      ApiClient.Answer made =
          direct
              .newClient(Scope.ADMIN)
              .post(
                  "/v1/api-keys",
                  """
                  {"name": "bound", "scope": "read", "ip_allow_list":
                   ["2001:DB8:0:0::/32", "::ffff:203.0.113.7", "203.0.113.7", "::1/128"]}\
                  """);
      MintedSecrets.key(made.json().path("key").asText());

      assertThat(made.json().path("ip_allow_list").toString())
          .isEqualTo("[\"2001:db8::/32\",\"203.0.113.7\",\"::1\"]");
    }
  }
}
