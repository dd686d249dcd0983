package com.remitflex.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.http.api.Routes;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestServer;
import com.remitflex.testing.UserTexts;
import com.remitflex.testing.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual as a whole: every page that links lead to. */
class ManualTest {
  private static final Path DOCS = Path.of("docs");

  private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]*)\"");

  private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]*)\"");
  private static final Pattern TAG = Pattern.compile("<[a-z][^>]*>");
  private static final Pattern MARKDOWN_LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern SETTING = Pattern.compile("\\b\\w+\\(\\s*\"([A-Z][A-Z0-9_]+)\"");

  @RegisterExtension static final TestServer server = TestServer.standard();

  /** Every page of the manual that the links of others lead to, by path. */
  private static final Map<String, Answer> PAGES = new TreeMap<>();

  /** Whatever else they link to, for example images. */
  private static final Map<String, Answer> OTHERS = new TreeMap<>();

  @BeforeAll
  static void crawl() {
    Deque<String> open = new ArrayDeque<>(List.of("/docs"));
    while (!open.isEmpty()) {
      String path = open.remove();
      if (PAGES.containsKey(path) || OTHERS.containsKey(path)) {
        continue;
      }
      Answer page = get(path);
      boolean isPage = path.equals("/docs") || path.startsWith("/docs/");
      boolean isHtml = page.header("Content-Type").orElse("").startsWith("text/html");
      (isPage && isHtml ? PAGES : OTHERS).put(path, page);
      if (isPage && isHtml) {
        all(LINK, page.text()).stream()
            .filter(link -> link.startsWith("/"))
            .map(link -> link.split("#", 2)[0])
            .forEach(open::add);
      }
    }
  }

  private static Answer get(String path) {
    return server.client("none").getWithoutKey(path);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static List<Path> markdown() {
    try (Stream<Path> guides = Files.list(DOCS.resolve("guides"));
        Stream<Path> operations = Files.list(DOCS.resolve("operations"))) {
      return Stream.concat(guides, operations).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new file in these folders needs a line in docs/README.md. */
  @Test
  void everyGuideIsInTheNavigation() {
    Set<String> expected =
        markdown().stream()
            .map(file -> "/docs/" + DOCS.relativize(file).toString().replaceFirst("\\.md$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    String navigation = PAGES.get("/docs/errors").text().split("</aside>", 2)[0];

    assertThat(expected).hasSizeGreaterThan(10);
    assertThat(all(LINK, navigation)).as("links of docs/README.md").containsAll(expected);
    assertThat(PAGES.keySet()).containsAll(expected);
  }

  @Test
  void everyLinkLeadsToAPageAnAnchorOrAnImage() {
    Set<String> broken = new TreeSet<>();
    PAGES.forEach((path, page) -> {
      Set<String> ids = new TreeSet<>(all(ID, page.text()));
      for (String link : all(LINK, page.text())) {
        String[] parts = link.split("#", 2);
        boolean isOutside = link.startsWith("https://");
        if (!isOutside && !leadsSomewhere(parts, ids)) {
          broken.add(path + ": " + link);
        }
      }
    });
    assertThat(broken).isEmpty();
    assertThat(PAGES).hasSizeGreaterThan(20);
    assertThat(OTHERS.keySet()).contains("/docs/images/api-keys.png");
  }

  private static boolean leadsSomewhere(String[] link, Set<String> ids) {
    if (link[0].isEmpty()) {
      return ids.contains(link[1]);
    }
    Answer page = PAGES.getOrDefault(link[0], OTHERS.get(link[0]));
    if (page == null || page.status() >= 400) {
      return false;
    }
    return link.length == 1 || all(ID, page.text()).contains(link[1]);
  }

  /** The same links work for those who read the files in the repository. */
  @Test
  void everyLinkBetweenFilesAlsoWorksInTheRepository() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> files = new ArrayList<>(markdown());
    files.add(DOCS.resolve("README.md"));
    for (Path file : files) {
      for (String link : all(MARKDOWN_LINK, read(file))) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        boolean isBroken =
            !link.startsWith("https://")
                && (!Files.exists(target) || parts.length == 2 && !hasHeading(target, parts[1]));
        if (isBroken || parts[0].startsWith("/")) {
          broken.add(file + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** GitHub's anchors: lower case, without punctuation, and a hyphen for each space. */
  private static boolean hasHeading(Path file, String anchor) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .anyMatch(anchor::equals);
  }

  @Test
  void everySettingHasAnAnchor() {
    List<String> ids = all(ID, PAGES.get("/docs/operations/settings").text());
    Set<String> settings = new TreeSet<>();
    for (String source : List.of("Config.java", "SettingsReader.java")) {
      Path file = Path.of("src", "main", "java", "com", "remitflex", source);
      settings.addAll(all(SETTING, read(file)));
    }

    assertThat(settings).hasSizeGreaterThan(30).contains("PORT", "SMTP_HOST");
    assertThat(ids)
        .containsAll(
            settings.stream().map(name -> "remitflex_" + name.toLowerCase(Locale.ROOT)).toList());
  }

  @Test
  void everyPageIsWellFormedAndHasOneTitle() {
    PAGES.forEach((path, page) -> {
      String text = page.text();
      assertThat(page.status()).as(path).isEqualTo(200);
      assertThat(all(ID, text)).as(path).doesNotHaveDuplicates();
      assertThat(all(Pattern.compile("(<h1[ >])"), text)).as(path).hasSize(1);
      assertThat(text).as(path).contains(" · RemitFlex manual</title>");
    });
  }

  /** The policy would stop it in the reader's browser. */
  @Test
  void noPageHasInlineScriptsOrStylesOrLoadsFromElsewhere() {
    PAGES.forEach((path, page) -> {
      List<String> tags = TAG.matcher(page.text()).results().map(tag -> tag.group()).toList();
      assertThat(tags)
          .as(path)
          .noneMatch(tag -> tag.matches("<(?:style|script)(?!.* src=).*"))
          .noneMatch(tag -> tag.matches("(?s).*\\s(?:style|on[a-z]+)=.*"))
          .noneMatch(tag -> tag.matches("(?s)<(?:script|img|link|iframe|form).*\"https?:.*"))
          .noneMatch(tag -> tag.matches("<(?:iframe|object|embed|base).*"));
    });
  }

  @Test
  void everyPageIsPlainEnglish() {
    List<String> errors = new ArrayList<>();
    PAGES.forEach((path, page) ->
        UserTexts.ofHtml(path, withoutCode(page.text()))
            .forEach(text -> errors.addAll(Wording.errors(text))));
    assertThat(errors.stream().map(error -> "\n" + error)).isEmpty();
  }

  /** Also without the names of commands in the list of a page's sections. */
  private static String withoutCode(String html) {
    return html.replaceAll("(?s)<pre.*?</pre>", " ").replaceAll("\">remitflex [a-z -]+</a>", "\">");
  }

  /** The order of the navigation, from the first page to the last and back. */
  @Test
  void thePagesAreLinkedInOrder() {
    Pattern next = Pattern.compile("href=\"([^\"]*)\" rel=\"next\"");
    Pattern previous = Pattern.compile("href=\"([^\"]*)\" rel=\"prev\"");
    List<String> read = new ArrayList<>(List.of("/docs"));
    Matcher link = next.matcher(PAGES.get("/docs").text());
    while (link.find()) {
      String path = link.group(1);
      String before = read.getLast();
      assertThat(all(previous, PAGES.get(path).text()))
          .isEqualTo(before.equals("/docs") ? List.of() : List.of(before));
      read.add(path);
      link = next.matcher(PAGES.get(path).text());
    }
    assertThat(read)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            PAGES.keySet().stream().filter(path -> !path.equals("/docs/search")).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/nothing",
        "/docs/guides",
        "/docs/guides/..%2f..%2fdb",
        "/docs/images/..%2fREADME.md",
        "/docs/images/api-key.PNG",
        "/docs/README.md",
        "/docs/decisions/0001-one-batch-one-commit",
        "/docs/errors;x=1"
      })
  void anUnknownAddressShowsTheNavigation(String path) {
    Answer page = get(path);

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.text()).contains("Not found", "/docs/guides/authentication");
  }

  @Test
  void whatATextNamesIsALink() {
    assertThat(PAGES.get("/docs/guides/authentication").text())
        .contains(
            " href=\"/docs/errors#api_key_revoked\"><code>API_KEY_REVOKED</code></a>",
            " href=\"/docs/reference/api-keys#getCurrentApiKey\">",
            " href=\"/docs/operations/settings#remitflex_trusted_proxies\">");
    assertThat(PAGES.get("/docs/guides/environments").text())
        .contains("<code>REMITFLEX_API_KEY</code>")
        .doesNotContain("#remitflex_api_key");
    assertThat(PAGES.get("/docs/guides/errors-and-retries").text())
        .contains(" href=\"/docs/errors\"><code>/docs/errors</code></a>");
  }

  @Test
  void markupInMarkdownIsEscaped() {
    Content page =
        new Markdown(new Mentions(new Routes(List.of()), Set::of))
            .render(
                "guides/x.md",
                Markdown.parse(
                    """
                    # A <b>title</b>

                    <script>alert(1)</script> and <img src=x onerror=alert(2)>

                    <style>body { display: none }</style>

                    [link](javascript:alert(3)) ![image](data:text/html,x)

                    ```"><script>
                    </code></pre><script>alert(4)</script>
                    ```
                    """));

    assertThat(page.html())
        .doesNotContain("<script", "<style", "<img src=x", "<b>", "javascript:", "data:text")
        .contains("&lt;script&gt;alert(1)", "&lt;/pre&gt;");
  }
}
