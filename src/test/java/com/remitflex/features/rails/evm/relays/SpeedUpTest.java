package com.remitflex.features.rails.evm.relays;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.TestPlatform;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An operator who wants higher fees while the relayer's line signs something. */
class SpeedUpTest {
  private static final String REFERENCE = "pmt_1/1";

  private final TestPlatform platform = new TestPlatform();

  @AfterEach
  void close() {
    platform.close();
  }

  private static Relay assigned(Handle handle) {
    handle.execute(
        """
        INSERT INTO relay (reference, subject, network, recipient, data, state, relayer, nonce,
                           gas_limit)
        VALUES ('pmt_1/1', 'pmt_1', 'base', '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', '0x',
                'assigned', '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', 1, 100000)
        """);
    return RelayStore.find(handle, REFERENCE).orElseThrow();
  }

  /** What is signed now has the usual fees: the operator was promised higher ones. */
  @Test
  void aWishThatComesWhileItIsSignedStays() {
    platform
        .database()
        .use(handle -> {
          Relay read = assigned(handle);
          assertThat(Relays.speedUp(handle, REFERENCE)).isTrue();

          LineStore.signed(handle, read);

          assertThat(RelayStore.find(handle, REFERENCE).orElseThrow().wantsSpeed()).isTrue();
        });
  }

  @Test
  void aWishIsFulfilledOnce() {
    platform
        .database()
        .use(handle -> {
          assigned(handle);
          assertThat(Relays.speedUp(handle, REFERENCE)).isTrue();
          Relay read = RelayStore.find(handle, REFERENCE).orElseThrow();

          LineStore.signed(handle, read);

          assertThat(RelayStore.find(handle, REFERENCE).orElseThrow().wantsSpeed()).isFalse();
        });
  }
}
