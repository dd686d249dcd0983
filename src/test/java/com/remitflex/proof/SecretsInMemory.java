package com.remitflex.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.signer.keys.KeySecrets;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Searches the whole memory of processes for the secrets of the chain. */
@Tag("process")
final class SecretsInMemory {
  private static final int CHUNK = 8 << 20;

  private SecretsInMemory() {}

  /** No node has a secret; that the search would find one, it shows on the signer. */
  static void requireNone(ProofCluster cluster) {
    if (!Files.isReadable(Path.of("/proc/self/mem"))) {
      return;
    }
    Map<String, byte[]> secrets = secrets(cluster);
    assertThat(found(cluster.signerProcess(), secrets)).contains("the key of treasury.json");
    for (int node : cluster.alive().subList(0, 1)) {
      assertThat(found(cluster.nodeProcess(node), secrets)).as("node " + node).isEmpty();
    }
  }

  private static Map<String, byte[]> secrets(ProofCluster cluster) {
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    text(secrets, "the passphrase", ProofCluster.passphrase());
    String[] words = cluster.mnemonic().split(" ", -1);
    text(secrets, "the mnemonic", String.join(" ", List.of(words).subList(3, 9)));
    KeySecrets.of(cluster.signerDirectory(), ProofCluster.passphrase())
        .forEach((name, key) -> secrets.put("the key of " + name, key));
    return secrets;
  }

  private static void text(Map<String, byte[]> secrets, String name, String text) {
    secrets.put(name, text.getBytes(StandardCharsets.UTF_8));
    secrets.put(name + " in UTF-16", text.getBytes(StandardCharsets.UTF_16LE));
  }

  private static List<String> found(long process, Map<String, byte[]> secrets) {
    List<String> found = new ArrayList<>();
    Path proc = Path.of("/proc", Long.toString(process));
    try (RandomAccessFile memory = new RandomAccessFile(proc.resolve("mem").toFile(), "r")) {
      for (String line : Files.readAllLines(proc.resolve("maps"))) {
        String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
        boolean isData = line.contains(" rw") && !line.contains("[v");
        if (isData && range[1].length() < 16) {
          search(
              memory,
              Long.parseUnsignedLong(range[0], 16),
              Long.parseUnsignedLong(range[1], 16),
              secrets,
              found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static void search(
      RandomAccessFile memory,
      long from,
      long to,
      Map<String, byte[]> secrets,
      List<String> found) {
    byte[] bytes = new byte[CHUNK];
    for (long at = from; at < to; at += CHUNK - 256) {
      int length = (int) Math.min(CHUNK, to - at);
      try {
        memory.seek(at);
        length = memory.read(bytes, 0, length);
      } catch (IOException notMapped) {
        return;
      }
      look(bytes, length, secrets, found);
    }
  }

  /**
   * Two bytes tell most places apart from a secret: a key may begin with 0, as empty memory does.
   */
  private static void look(
      byte[] bytes, int length, Map<String, byte[]> secrets, List<String> found) {
    boolean[] begins = new boolean[1 << 16];
    secrets.values().forEach(secret -> begins[pair(secret, 0)] = true);
    for (int at = 0; at + 1 < length; at++) {
      if (begins[pair(bytes, at)]) {
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
          if (isAt(bytes, at, length, secret.getValue()) && !found.contains(secret.getKey())) {
            found.add(secret.getKey());
          }
        }
      }
    }
  }

  private static int pair(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private static boolean isAt(byte[] bytes, int at, int length, byte[] wanted) {
    return at + wanted.length <= length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
