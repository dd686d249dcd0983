package com.remitflex.platform.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildInfoTest {
  private static final String ID = "c308bb3b48c6611a342af8b178ccb066bb77292a";

  private static BuildInfo of(String properties) {
    Properties read = new Properties();
    try {
      read.load(new StringReader(properties));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return BuildInfo.of(read);
  }

  @Test
  void aBuildOfACommitIsIdentifiedByIt() {
    BuildInfo build =
        of(
            "version=0.1.0\ncommit="
                + ID
                + "\ndate=2026-11-26T21:40:30Z\nuncommitted-changes=false");

    assertThat(build.version()).isEqualTo("0.1.0");
    assertThat(build.commit()).contains(ID);
    assertThat(build.date()).contains(Instant.parse("2026-11-26T21:40:30Z"));
    assertThat(build.revision()).isEqualTo(ID);
  }

  @Test
  void uncommittedChangesAreSaid() {
    BuildInfo build =
        of("version=0.1.0\ncommit=" + ID + "\ndate=2026-11-26T21:40:30Z\nuncommitted-changes=true");

    assertThat(build.hasUncommittedChanges()).isTrue();
    assertThat(build.revision()).isEqualTo(ID + "-dirty");
  }

  @Test
  void withoutARepositoryTheCommitIsUnknown() {
    BuildInfo build = of("version=0.1.0\ncommit=unknown\ndate=unknown\nuncommitted-changes=false");

    assertThat(build.version()).isEqualTo("0.1.0");
    assertThat(build.commit()).isEmpty();
    assertThat(build.date()).isEmpty();
    assertThat(build.revision()).isEqualTo("unknown");
  }

  /** An IDE copies the file as it is. */
  @Test
  void whatTheBuildDidNotFillInIsUnknown() {
    assertThat(of("version=${project.version}\ncommit=${git.commit.id}\ndate=${git.commit.time}"))
        .isEqualTo(of(""));
    assertThat(of("").version()).isEqualTo("unknown");
  }
}
