package com.remitflex.features.rails.evm.networks;

import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the file that describes the networks, strictly: a typing error must not move money. */
public final class NetworksFile {
  private static final int MAX_NETWORKS = 50;
  private static final int MAX_BYTES = 1024 * 1024;

  private NetworksFile() {}

  /**
   * The networks in a file.
   *
   * @throws IllegalArgumentException says which field is wrong, and why
   */
  public static List<ChainNetwork> read(Path file) {
    return parse(bytes(file));
  }

  /** The networks in the content of a file. */
  static List<ChainNetwork> parse(byte[] content) {
    try {
      JsonObject root = JsonReader.object(content);
      List<JsonObject> elements =
          root.objects("networks", MAX_NETWORKS)
              .orElseThrow(() -> root.error("networks", "Required."));
      List<ChainNetwork> networks =
          elements.stream().map(one -> new NetworkReader(one).read()).toList();
      rejectDuplicates(elements, networks);
      root.rejectUnknown();
      return networks;
    } catch (ApiException e) {
      String message = e.error().message().replace("The body", "The file");
      throw new IllegalArgumentException(
          e.error().field().map(field -> field + ": ").orElse("") + message, e);
    }
  }

  private static void rejectDuplicates(List<JsonObject> elements, List<ChainNetwork> networks) {
    Set<String> names = new HashSet<>();
    Set<Long> chainIds = new HashSet<>();
    for (int i = 0; i < networks.size(); i++) {
      if (!names.add(networks.get(i).name())) {
        throw elements.get(i).error("name", "Another network has this name.");
      }
      if (!chainIds.add(networks.get(i).chainId())) {
        throw elements.get(i).error("chain_id", "Another network has this chain ID.");
      }
    }
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(file + " is larger than " + MAX_BYTES + " bytes.");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read " + file + ". Set it to a readable file.", e);
    }
  }
}
