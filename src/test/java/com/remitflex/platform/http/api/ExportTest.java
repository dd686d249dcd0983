package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** An export that is complete, and those that are not. */
class ExportTest {
  private static final int PAGES = 3;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final AtomicInteger written = new AtomicInteger();

  private final Export.Pages pages =
      to -> {
        to.write("Zürich " + written.incrementAndGet() + "\r\n");
        return written.get() < PAGES;
      };

  private String sent() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private BooleanSupplier until(int page) {
    return () -> written.get() < page;
  }

  @Test
  void aCompleteOneHasEveryPageAndNoMore() throws IOException {
    Export.csv("name\r\n", pages).write(out, () -> true);

    assertThat(sent()).isEqualTo("name\r\nZürich 1\r\nZürich 2\r\nZürich 3\r\n");
  }

  @Test
  void onlyThatForPeopleBeginsWithAByteOrderMark() throws IOException {
    Export.csvForPeople("name\r\n", () -> true, pages).write(out, () -> true);

    assertThat(sent()).startsWith("\uFEFFname\r\n").hasLineCount(1 + PAGES);
  }

  @Test
  void whenTheServerDrainsTheLastLineSaysSoAndTheBodyHasNoEnd() {
    assertInterrupted(Export.csv("name\r\n", pages), until(2));
    assertThat(sent()).startsWith("name\r\nZürich 1\r\nZürich 2\r\nEXPORT INTERRUPTED");
  }

  @Test
  void whenTheSessionEndsTheLastLineSaysSoAndTheBodyHasNoEnd() {
    assertInterrupted(Export.csvForPeople("name\r\n", until(1), pages), () -> true);
    assertThat(sent()).startsWith("\uFEFFname\r\nZürich 1\r\nEXPORT INTERRUPTED");
  }

  @Test
  void whenAPageCannotBeReadTheLastLineSaysSoAndTheBodyHasNoEnd() {
    Export.Pages broken =
        to -> {
          if (written.get() == 1) {
            throw new IllegalStateException("the database is away");
          }
          return pages.writeNext(to);
        };

    assertInterrupted(Export.csv("name\r\n", broken), () -> true);
  }

  private void assertInterrupted(Response.Stream stream, BooleanSupplier goesOn) {
    assertThatThrownBy(() -> stream.write(out, goesOn)).isInstanceOf(Exception.class);
    assertThat(sent()).endsWith(Export.INTERRUPTED);
  }

  @Test
  void linesOfJsonThatAreInterruptedHaveNoEndEither() {
    assertThatThrownBy(() -> Export.jsonLines(pages).write(out, until(1)))
        .isInstanceOf(IOException.class);
    assertThat(sent()).isEqualTo("Zürich 1\r\n");
  }

  @Test
  void aClientThatIsGoneIsWhatTheServerReports() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };

    assertThatThrownBy(() -> Export.csv("name\r\n", pages).write(gone, () -> true))
        .hasMessage("gone");
  }
}
