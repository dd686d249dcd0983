package com.remitflex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Three nodes, each a process of its own, on one database; the last one behind a proxy. They are
 * started once for all classes that register this, and a test may kill, pause and cut them off.
 */
public final class ThreeNodes implements BeforeAllCallback, BeforeEachCallback {
  private static final Executor OWN_THREAD = Thread.ofPlatform()::start;

  private Cluster cluster;

  /** The processes, ended when the last test has. */
  private static final class Cluster implements AutoCloseable {
    final Path directory = temporary();
    final TestPlatform platform = new TestPlatform();
    final CuttingProxy proxy = new CuttingProxy(platform.url());
    final List<ServerProcess> nodes = IntStream.range(0, 3).mapToObj(this::node).toList();

    private ServerProcess node(int number) {
      return new ServerProcess(
          directory.resolve("node" + number),
          Map.of(
              "REMITFLEX_DATABASE_URL",
              number == 2 ? proxy.url() : platform.url(),
              "REMITFLEX_SECRETS_DIR",
              TestDatabase.secretsDirectory().toString(),
              "REMITFLEX_RATE_LIMIT_PER_MINUTE",
              "0",
              "REMITFLEX_UNAUTHORIZED_PER_MINUTE",
              "0",
              "REMITFLEX_WEBHOOK_ALLOW_LOOPBACK",
              "true",
              "REMITFLEX_SANDBOX_PENDING_MILLIS",
              "3600000"));
    }

    /** Makes good whatever a test before has left behind. */
    void ready() {
      proxy.restore();
      nodes.stream()
          .map(node -> CompletableFuture.runAsync(node::ready, OWN_THREAD))
          .toList()
          .forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
      try (platform) {
        nodes.forEach(ServerProcess::close);
        proxy.close();
        try (Stream<Path> files = Files.walk(directory)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Path temporary() {
      try {
        return Files.createTempDirectory("remitflex-nodes");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(ThreeNodes.class))
            .computeIfAbsent(Cluster.class, key -> new Cluster(), Cluster.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    cluster.ready();
  }

  /** Their database, for the test's own hand. */
  public TestPlatform platform() {
    return cluster.platform;
  }

  public List<ServerProcess> all() {
    return cluster.nodes;
  }

  /** A client of each node with this key. */
  public List<ApiClient> clients(String key) {
    return all().stream().map(node -> new ApiClient(node.port(), key)).toList();
  }

  /** What stands between the last node and the database. */
  public CuttingProxy proxy() {
    return cluster.proxy;
  }
}
