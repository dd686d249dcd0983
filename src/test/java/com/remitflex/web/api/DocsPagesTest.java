package com.remitflex.web.api;

import static com.remitflex.testing.Answers.assertHasRequestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that need no key: complete, with links that lead somewhere, and closed to the web. */
class DocsPagesTest {
  private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]*)\"");
  private static final Pattern TAG = Pattern.compile("<[a-z][^>]*>");
  private static final Pattern CURL = Pattern.compile("curl [^\\n]*");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static Answer page(String path) {
    return server.client("none").getWithoutKey(path);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, text/html; charset=utf-8",
    "/docs/errors, text/html; charset=utf-8",
    "/docs/docs.css, text/css; charset=utf-8",
    "/docs/docs.js, text/javascript; charset=utf-8",
    "/openapi.json, application/json"
  })
  void aPageIsServedWithoutAKeyAndLoadsNothingFromElsewhere(String path, String contentType) {
    Answer page = page(path);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).contains(contentType);
    assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
    String policy = page.header("Content-Security-Policy").orElse("");
    assertThat(policy.split("; ?"))
        .contains(
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'");
    assertThat(policy).doesNotContain("unsafe", "http", "*");
    assertHasRequestId(page);
  }

  @Test
  void everyOperationHasItsSectionAndALinkToIt() {
    String docs = page("/docs").text();
    List<String> ids = new ArrayList<>();
    for (JsonNode path : page("/openapi.json").json().path("paths")) {
      path.forEach(operation -> ids.add(operation.path("operationId").asText()));
    }
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(8);
    for (String id : ids) {
      assertThat(docs).contains("<section id=\"" + id + "\">", "<li><a href=\"#" + id + "\">");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/errors"})
  void everyLinkLeadsSomewhereAndStaysHere(String path) {
    String text = page(path).text();
    List<String> ids = all(ID, text);
    assertThat(ids).doesNotHaveDuplicates();
    Set<String> links = new HashSet<>(all(LINK, text));
    links.remove("data:,");
    assertThat(links).hasSizeGreaterThan(10);
    for (String link : links) {
      assertThat(link).matches("(?:/(?!/).*|#.+)");
      String[] parts = link.split("#", 2);
      String target = parts[0].isEmpty() ? path : parts[0];
      Answer there = page(target);
      assertThat(there.status()).as(link).isEqualTo(200);
      if (parts.length == 2) {
        assertThat(all(ID, there.text())).as(link).contains(parts[1]);
      }
    }
  }

  @Test
  void styleAndScriptNameNoOtherAddress() {
    for (String path : List.of("/docs/docs.css", "/docs/docs.js")) {
      assertThat(page(path).text()).doesNotContain("://", "url(", "@import", "import ", "fetch(");
    }
  }

  /** The policy would stop it in the reader's browser. */
  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/errors"})
  void thereIsNoInlineScriptOrStyle(String path) {
    String text = page(path).text();

    assertThat(tags(text).filter(tag -> tag.matches("<(?:style|script)(?!.* src=).*"))).isEmpty();
    assertThat(tags(text).filter(tag -> tag.matches(".*\\s(?:style|on[a-z]+)=.*"))).isEmpty();
    assertThat(tags(text).filter(tag -> tag.startsWith("<script"))).hasSize(1);
  }

  private static Stream<String> tags(String html) {
    return TAG.matcher(html).results().map(MatchResult::group);
  }

  /** Braces would be a pattern to curl. */
  @Test
  void everyCurlExampleCanBeCopiedAsItIs() {
    List<String> examples =
        CURL.matcher(page("/docs").text()).results().map(MatchResult::group).toList();

    assertThat(examples).hasSizeGreaterThanOrEqualTo(8);
    assertThat(examples)
        .allMatch(line -> line.matches("[^\"]* (?:&quot;)?https://api.example.com/v1/.*"));
    assertThat(examples.stream().filter(line -> line.contains("?")))
        .as("a question mark is a pattern to some shells")
        .allMatch(line -> line.matches(".* &quot;https://[^&]*&quot;.*"));
    assertThat(examples).noneMatch(line -> line.contains("{"));
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, 'GET, HEAD'",
    "/docs/errors, 'GET, HEAD'",
    "/openapi.json, 'GET, HEAD'",
    "/docs/, 'GET, HEAD'",
    "/, 'GET, HEAD'",
    "/favicon.ico, 'GET, HEAD'",
    "/healthz, 'GET, HEAD'",
    "/readyz, 'GET, HEAD'",
    "/leaks/report, POST",
    "/dashboard, 'GET, HEAD'",
    "/dashboard/sign-in, 'GET, HEAD, POST'",
    "/dashboard/sandbox/payments/new, 'GET, HEAD'"
  })
  void aPublicAddressRejectsAWrongMethodWithTheRightOnes(String path, String allowed) {
    for (String key : List.of("none", server.newClient(Scope.READ).key())) {
      Answer answer = server.client(key).delete(path);
      assertThat(answer.status()).as(path).isEqualTo(405);
      assertThat(answer.header("Allow")).contains(allowed);
    }
  }

  @ParameterizedTest
  @CsvSource({"/, 303, /dashboard", "/docs/, 308, /docs", "/dashboard/, 308, /dashboard"})
  void anAddressThatOneWouldTypeLeadsOn(String path, int status, String location) {
    Answer answer = page(path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Location")).contains(location);
  }

  @Test
  void thePagesHaveAnIcon() {
    Answer icon = page("/favicon.ico");

    assertThat(icon.status()).isEqualTo(200);
    assertThat(icon.header("Content-Type")).contains("image/x-icon");
    assertThat(page("/docs").text()).contains("<link rel=\"icon\" href=\"/favicon.ico\"");
    assertThat(page("/dashboard/sign-in").text()).contains("href=\"/favicon.ico\"");
    assertThat(page("/docs").header("Content-Security-Policy").orElse(""))
        .contains("img-src 'self'");
  }

  @Test
  void textFromTheTableIsEscaped() {
    Operation operation =
        Operation.of(
                "hostile",
                "<b>Bold</b> & \"quoted\"",
                "Says `<img src=x>` and <script>alert(1)</script>.",
                "Payment")
            .withQuery(new Operation.Parameter("<q>", "<i>query</i>", "{\"type\":\"<string>\"}"))
            .withBody("CreatePayment", "{\"a\":\"</code><script>alert(2)</script>\"}");
    Route route = new Route("POST", "/v1/hostile", Scope.READ, operation, call -> null);

    String html =
        new ReferencePage(new Routes(List.of(route)), "https://a\"><script>alert(3)</script>")
            .html();

    assertThat(html).doesNotContain("<script>", "<b>", "<img", "<i>", "<q>", "<string>");
    assertThat(html)
        .contains(
            "&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;quoted&quot;",
            "<code>&lt;img src=x&gt;</code>",
            "&lt;/code&gt;&lt;script&gt;alert(2)&lt;/script&gt;",
            "https://a&quot;&gt;&lt;script&gt;alert(3)");
  }
}
