package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.testing.Commands;
import com.remitflex.testing.Ended;
import com.remitflex.testing.TestServer;
import com.remitflex.testing.UserTexts;
import com.remitflex.testing.UserTexts.Text;
import com.remitflex.testing.Wording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that users see are plain English: none of the words in {@link Wording} is in them. */
class PlainEnglishTest {
  private static final Path JAVA = Path.of("src", "main", "java");
  private static final Path TEMPLATES = Path.of("src", "main", "jte");
  private static final Path SCRIPTS = Path.of("src", "main", "resources", "dashboard");

  @RegisterExtension static final TestServer server = TestServer.standard();

  /** The help of a command and of its subcommands. */
  private static List<Text> help(List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.add("--help");
    Ended ended = Commands.run(Map.of(), words.toArray(String[]::new));
    assertThat(ended.status()).as(words.toString()).isZero();
    String help = ended.out();
    List<Text> texts =
        new ArrayList<>(UserTexts.ofHelp("remitflex " + String.join(" ", words), help));
    for (String subcommand : UserTexts.namesIn(help, "Commands")) {
      List<String> next = new ArrayList<>(command);
      next.add(subcommand);
      texts.addAll(help(next));
    }
    return texts;
  }

  private static void assertPlain(List<Text> texts) {
    assertThat(texts).isNotEmpty();
    assertThat(texts.stream().flatMap(text -> Wording.errors(text).stream()).map(one -> "\n" + one))
        .isEmpty();
  }

  @Test
  void templatesArePlain() {
    assertPlain(UserTexts.in(TEMPLATES, "jte", UserTexts::ofTemplate));
  }

  @Test
  void scriptsOfPagesArePlain() {
    assertPlain(UserTexts.in(SCRIPTS, "js", UserTexts::ofJava));
  }

  /** Errors, confirmations, emails, output of commands and log lines. */
  @Test
  void stringsOfTheProgramArePlain() {
    assertPlain(UserTexts.in(JAVA, "java", UserTexts::ofJava));
  }

  @Test
  void guidesArePlain() {
    List<Text> texts = new ArrayList<>();
    for (String file : List.of("README.md", "SECURITY.md", "CONTRIBUTING.md", "ARCHITECTURE.md")) {
      texts.addAll(UserTexts.ofMarkdown(Path.of(file)));
    }
    for (String folder : List.of("guides", "operations")) {
      texts.addAll(UserTexts.in(Path.of("docs", folder), "md", UserTexts::ofMarkdown));
    }
    assertPlain(texts);
  }

  @Test
  void theHelpOfEveryCommandIsPlain() {
    List<Text> texts = help(List.of());
    assertThat(texts.stream().map(Text::source))
        .contains("remitflex keys create --help", "remitflex audit verify --help");
    assertPlain(texts);
  }

  @Test
  void theHelpOfTheLauncherIsPlain() {
    assertPlain(UserTexts.ofLauncher(Path.of("remitflex")));
  }

  @Test
  void theApiDescriptionIsPlain() {
    JsonNode openApi = server.client("none").getWithoutKey("/openapi.json").json();
    List<Text> texts = UserTexts.ofJson("openapi.json", openApi);
    assertThat(texts).hasSizeGreaterThan(100);
    assertPlain(texts);
  }

  @Test
  void theErrorReferenceIsPlain() {
    List<Text> texts =
        UserTexts.ofHtml(
            "/docs/errors", server.client("none").getWithoutKey("/docs/errors").text());
    assertThat(texts.toString()).contains(ErrorCode.INSUFFICIENT_FUNDS.name());
    assertPlain(texts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The key is refused at once. | refused",
        "The key is refused at once. | at once",
        "What of the use of this key is not told. | What of",
        "A silence is so many days. | silence",
        "Only who manages keys can change this. | Only who",
        "Must be a day, as 2027-01-31. | as 2027-01-31.",
        "Take some back first. | Take some back",
        "Requests a minute, 0 is off. | Requests a minute",
        "Id of the account. | Id",
        "Send it by e-mail. | e-mail",
        "60 % of the requests | 60 %",
      })
  void aPlantedSentenceIsFound(String sentence, String word) {
    assertThat(Wording.errors(new Text("page.jte", 7, sentence)))
        .anyMatch(error -> error.startsWith("page.jte:7: " + word + ": " + sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RemitFlex refuses to start.",
        "Set `silence_days` of the key, or `\"kind\": \"silence\"`.",
        "There is no live rail.",
        "The grace period has ended; see grace_seconds.",
      })
  void aPlainSentenceIsNot(String sentence) {
    assertThat(Wording.errors(new Text("page.jte", 7, sentence))).isEmpty();
  }

  @Test
  void aPlantedTextIsFoundInEachKindOfSource() {
    assertThat(
            UserTexts.ofTemplate(
                "a.jte",
                """
                @param String told
                <p class="x">Nothing is told</p>
                @template.part.field(name = "n", label = "Tell me", hint = "For good")
                <input placeholder="At once">${one ? "Is refused here" : "b"}
                """))
        .extracting(text -> text.line() + " " + text.text())
        .contains("2 Nothing is told", "3 Tell me", "3 For good", "4 At once", "4 Is refused here")
        .noneMatch(text -> text.contains("String told"));
    assertThat(
            UserTexts.ofJava(
                "A.java",
                """
                // not told here
                String a = "It is told"
                    + " at once.";
                char quote = '"'; String sql = "SELECT told FROM books b";
                """))
        .extracting(text -> text.line() + " " + text.text())
        .containsExactly("2 It is told at once.");
    assertThat(UserTexts.ofMarkdown("a.md", "One `told`.\n```sh\ntell it\n```\nIt tells.\n"))
        .extracting(text -> text.line() + " " + text.text())
        .containsExactly("1 One .", "5 It tells.");
    assertThat(UserTexts.ofHtml("/x", "<p class='told'>It is <b>told</b>.</p><code>told</code>"))
        .extracting(Text::text)
        .containsExactly("It is told .");
  }

  /** An exemption that no text needs would hide the next error. */
  @Test
  void everyExemptionIsNeeded() {
    List<Text> texts = new ArrayList<>();
    texts.addAll(UserTexts.in(TEMPLATES, "jte", UserTexts::ofTemplate));
    texts.addAll(UserTexts.in(JAVA, "java", UserTexts::ofJava));
    texts.addAll(UserTexts.in(Path.of("docs"), "md", UserTexts::ofMarkdown));
    for (String file : List.of("README.md", "SECURITY.md", "CONTRIBUTING.md", "ARCHITECTURE.md")) {
      texts.addAll(UserTexts.ofMarkdown(Path.of(file)));
    }
    texts.addAll(help(List.of()));
    texts.addAll(UserTexts.ofLauncher(Path.of("remitflex")));
    assertThat(Wording.unusedExemptions(texts)).isEmpty();
  }
}
