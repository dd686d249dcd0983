package com.remitflex.features.rails.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.json.Json;
import org.junit.jupiter.api.Test;

/** What a transaction cost, as nodes of different networks report it. */
class ReceiptTest {
  private static Receipt receipt(String more) {
    return ChainJson.receipt(
        Json.trusted(
            """
            {"transactionHash": "0x%1$s", "blockNumber": "0x10", "blockHash": "0x%1$s",
             "status": "0x1", "gasUsed": "0x5208", "effectiveGasPrice": "0x3b9aca00",
             "logs": []%2$s}
            """
                .formatted("ab".repeat(32), more)));
  }

  @Test
  void theFeeIsTheGasAndOnRollupsAlsoTheData() {
    assertThat(receipt("").feeWei()).isEqualTo(21_000L * 1_000_000_000L);
    assertThat(receipt(", \"l1Fee\": null").feeWei()).isEqualTo(21_000L * 1_000_000_000L);
    assertThat(receipt(", \"l1Fee\": \"0x64\"").feeWei()).isEqualTo(21_000L * 1_000_000_000L + 100);
  }

  @Test
  void aFeeThatIsNoQuantityIsInvalid() {
    assertThatThrownBy(() -> receipt(", \"l1Fee\": \"free\"")).isInstanceOf(RpcException.class);
  }
}
