package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key's own request limit, whatever the platform's is. */
class KeyRequestLimitApiTest {
  @RegisterExtension
  static final TestServer server = TestServer.with(Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", "50"));

  private static final String CURRENT = "/v1/api-keys/current";

  private static ApiClient limited(int requests) {
    Answer made =
        server
            .newClient(Scope.ADMIN)
            .post(
                "/v1/api-keys",
                "{\"name\": \"limited\", \"scope\": \"read\", \"rate_limit_per_minute\": %d}"
                    .formatted(requests));
    return server.client(MintedSecrets.key(made.json().path("key").asText()));
  }

  /** Long enough before the end of the database's minute. */
  private static void awaitRoom() {
    Await.until(() -> server.keys().now().getEpochSecond() % 60 < 45);
  }

  @Test
  @Tag("slow")
  void aSmallerLimitIsItsOwnAndARollGivesNoNewWindow() {
    awaitRoom();
    ApiClient key = limited(3);
    assertThat(key.get(CURRENT).header("X-RateLimit-Limit")).contains("3");
    assertThat(key.get(CURRENT).json().path("rate_limit_per_minute").asInt()).isEqualTo(3);
    Answer rolled = key.post(CURRENT + "/roll", "{}");
    ApiClient renewed = server.client(MintedSecrets.key(rolled.json().path("key").asText()));
    assertThat(rolled.header("X-RateLimit-Remaining")).contains("0");

    for (ApiClient secret : new ApiClient[] {key, renewed}) {
      Answer rejected = secret.get(CURRENT);
      assertRefused(rejected, 429, "RATE_LIMIT_EXCEEDED");
      assertThat(rejected.header("Retry-After")).isPresent();
    }
  }

  @Test
  void aLargerLimitIsItsOwn() {
    ApiClient key = limited(100);

    for (int i = 0; i < 60; i++) {
      assertThat(key.get(CURRENT).status()).isEqualTo(200);
    }
  }

  @Test
  void zeroIsNoLimit() {
    ApiClient key = limited(0);

    for (int i = 0; i < 60; i++) {
      assertThat(key.get(CURRENT).header("X-RateLimit-Limit")).isEmpty();
    }
  }
}
