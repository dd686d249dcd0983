package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.testing.TestPlatform;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rejections of new keys; revocation has its own tests. */
class ApiKeyServiceTest {
  @Test
  void aNameThatAnActiveKeyHasIsRejected() {
    try (TestPlatform platform = new TestPlatform()) {
      ApiKeyService keys = platform.keys();
      HeadId head = platform.newEmptyAccount();
      keys.create(head, NewKey.of(Scope.READ, "the till")).orElseThrow();

      assertThatThrownBy(
              () -> keys.create(head, NewKey.of(Scope.WRITE, " the till ")).orElseThrow())
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> assertThat(e.error().code()).isEqualTo(ErrorCode.VALIDATION_ERROR))
          .hasMessageContaining("already has this name");
    }
  }

  @Test
  void aTimeThatTheTableCannotHoldIsRejected() {
    assertThatThrownBy(() ->
            NewKey.parse(
                Scope.READ,
                "the till",
                Optional.of(Instant.parse("+999999-01-01T00:00:00Z")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.error().code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
              assertThat(e.error().field()).contains("expires_at");
            });
  }
}
