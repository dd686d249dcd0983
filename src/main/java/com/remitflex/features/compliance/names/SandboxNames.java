package com.remitflex.features.compliance.names;

import com.remitflex.platform.ids.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The made-up list of the sandbox, which ships with RemitFlex; in live it matches nothing. */
public final class SandboxNames implements NameScreening {
  private static final String RESOURCE = "/compliance/sandbox-names.txt";

  /** Prepared beside the start of the server: the first name loads the rules of all scripts. */
  private final CompletableFuture<List<ListedName>> listed =
      CompletableFuture.supplyAsync(() -> read().stream().map(ListedName::new).toList());

  private static List<String> read() {
    try (InputStream in = SandboxNames.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<NameMatch> match(Environment environment, String name) {
    if (environment != Environment.SANDBOX) {
      return Optional.empty();
    }
    NormalName normal = NormalName.of(name);
    return listed.join().stream()
        .flatMap(one -> one.match(normal).stream())
        .min(Comparator.comparing(NameMatch::strength));
  }
}
