package com.remitflex.features.rails.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.TestSigner;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy is read strictly: what is misspelled must not silently allow or forbid something. */
class PolicyJsonTest {
  private static Policy read(String text) {
    return PolicyJson.read("policy.jsonc", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theTemplateAllowsNothingAndItsExampleIsValid() {
    String template = PolicyTemplate.text(TestSigner.RECIPIENT);

    Policy empty = read(template);
    Policy example = read(template.replaceAll("(?m)^ +// (?=[ \"{}])", ""));

    assertThat(empty.networks()).isEmpty();
    assertThat(empty.sweepDestinations()).containsExactly(TestSigner.RECIPIENT);
    assertThat(example.network(1).orElseThrow().token(TestSigner.TOKEN)).isPresent();
    assertThat(example.ceilings()).containsOnlyKeys("USDC");
  }

  @Test
  void whatIsUnknownDoubledOrMissingIsNamed(@TempDir Path directory) {
    String right = TestSigner.create(directory.resolve("signer")).policy();
    assertThat(read(right).networks()).hasSize(2);
    assertNamed(right, "\"ceilings\"", "\"cielings\"", "ceilings");
    assertNamed(right, "\"per_day\"", "\"per_hour\"", "per_day");
    assertNamed(right, "\"max_gas\": 150000", "\"max_gas\": 150000, \"x\": 1", "x");
    assertNamed(right, "150000", "\"150000\"", "max_gas");
    assertNamed(right, "\"2500000000\"", "2500000000", "per_day");
    assertNamed(right, "\"2500000000\"", "\"2.5e9\"", "per_day");
    assertNamed(right, "\"2500000000\"", "\"-1\"", "per_day");
    assertNamed(right, "\"8453\"", "\"31337\"", "chain_id");
    assertNamed(right, "\"USDC\": {\"per", "\"EURC\": {\"per", "USDC");
    assertNamed(right, "cancelAuthorization", "approve", "functions");
    assertNamed(right, "0xA0b8", "0xa0b8", "contract");
    assertNamed(right, "\"demo\"", "\"other\"", "well-formed");
    assertNamed(right, "}}}", "}}", "well-formed");
    assertNamed(right + "{}", "", "", "well-formed");
  }

  private static void assertNamed(String right, String part, String other, String field) {
    assertThat(right).contains(part);
    assertThatThrownBy(() -> read(part.isEmpty() ? right : right.replace(part, other)))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining("policy.jsonc")
        .hasMessageContaining(field);
  }

  @Test
  void anEmptyFileIsRejected() {
    assertThatThrownBy(() -> read("")).isInstanceOf(SignerException.class);
    assertThat(EvmAddress.ZERO.text()).hasSize(42);
  }
}
