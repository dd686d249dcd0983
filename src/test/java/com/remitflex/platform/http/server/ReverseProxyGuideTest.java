package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.ReverseProxy.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guide shows the files that {@link BehindAProxy} runs. */
@Tag("process")
class ReverseProxyGuideTest {
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theGuideShowsTheFile(Kind kind) throws IOException {
    String guide = Files.readString(Path.of("docs", "operations", "reverse-proxy.md"));

    assertThat(guide).contains("\n" + Files.readString(kind.file()) + "```\n");
  }
}
