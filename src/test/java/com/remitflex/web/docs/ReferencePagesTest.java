package com.remitflex.web.docs;

import static com.remitflex.testing.Answers.assertHasRequestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Operation;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.ErrorResponse;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages that are generated: complete, escaped, and closed to the web, as are all pages. */
class ReferencePagesTest {
  private static final Pattern GROUP = Pattern.compile("href=\"(/docs/reference/[a-z-]+)\"");
  private static final Pattern CURL = Pattern.compile("curl [^\\n]*");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static Answer page(String path) {
    return server.client("none").getWithoutKey(path);
  }

  private static Set<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, text/html; charset=utf-8, self",
    "/docs/errors, text/html; charset=utf-8, self",
    "/docs/reference/payments, text/html; charset=utf-8, self",
    "/docs/commands, text/html; charset=utf-8, self",
    "/docs/guides/authentication, text/html; charset=utf-8, self",
    "/docs/search?q=key, text/html; charset=utf-8, self",
    "/docs/images/api-keys.png, image/png, none",
    "/openapi.json, application/json, none"
  })
  void aPageIsServedWithoutAKeyAndLoadsNothingFromElsewhere(
      String path, String contentType, String formAction) {
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
            "form-action '" + formAction + "'");
    assertThat(policy).doesNotContain("unsafe", "http", "*");
    assertHasRequestId(page);
  }

  @Test
  void everyOperationHasItsSectionAndIsInTheListOfAllEndpoints() {
    String overview = page("/docs/reference").text();
    List<String> ids = new ArrayList<>();
    for (JsonNode path : page("/openapi.json").json().path("paths")) {
      for (JsonNode operation : path) {
        String id = operation.path("operationId").asText();
        String group =
            operation.path("tags").path(0).asText().toLowerCase(Locale.ROOT).replace(' ', '-');
        String address = "/docs/reference/" + group;
        ids.add(id);
        assertThat(overview).contains("<a href=\"" + address + "#" + id + "\">");
        assertThat(page(address).text()).contains("<section id=\"" + id + "\" class=\"endpoint\">");
      }
    }
    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(20);
  }

  /** The reference was one page at /docs; a script there opens this address. */
  @Test
  void theAnchorsOfTheFormerPageLeadToTheirSections() {
    for (JsonNode path : page("/openapi.json").json().path("paths")) {
      for (JsonNode operation : path) {
        String id = operation.path("operationId").asText();
        Answer moved = page("/docs/reference/" + id);
        assertThat(moved.status()).as(id).isEqualTo(308);
        assertThat(moved.header("Location").orElse("")).endsWith("#" + id);
      }
    }
    assertThat(page("/docs/reference/response-headers").header("Location"))
        .contains("/docs/reference#response-headers");
  }

  @Test
  void everyErrorCodeHasItsSectionToWhichErrorsLead() {
    String errors = page("/docs/errors").text();
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(errors)
          .contains("<section id=\"" + ErrorResponse.anchor(code) + "\" class=\"error-code\">");
    }
    String url =
        server.newClient(Scope.READ).get("/v1/nothing").json().at("/error/docs_url").asText();
    assertThat(url).endsWith("/docs/errors#not_found");
  }

  @Test
  void everyCommandHasItsHelp() {
    String commands = page("/docs/commands").text();
    assertThat(commands)
        .contains(
            "<h2 id=\"keys\">",
            "<h3 id=\"keys-create\">",
            "<h3 id=\"audit-verify\">",
            "<h2 id=\"doctor\">",
            "Usage: remitflex keys create");
  }

  /** Braces would be a pattern to curl. */
  @Test
  void everyCurlExampleCanBeCopiedAsItIs() {
    List<String> examples =
        all(GROUP, page("/docs/reference").text()).stream()
            .flatMap(group -> CURL.matcher(page(group).text()).results())
            .map(MatchResult::group)
            .toList();

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
    "/docs/guides/authentication, 'GET, HEAD'",
    "/docs/search, 'GET, HEAD'",
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
  @CsvSource({
    "/, 303, /dashboard",
    "/docs/, 308, /docs",
    "/docs/errors/, 308, /docs/errors",
    "/dashboard/, 308, /dashboard"
  })
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
    assertThat(page("/docs").text()).contains("href=\"/favicon.ico\"");
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

    List<ManualPage> pages =
        new ReferencePages(new Routes(List.of(route)), "https://a\"><script>alert(3)</script>")
            .pages();
    String html =
        pages.stream().map(page -> page.content().get().html()).collect(Collectors.joining());

    assertThat(html).doesNotContain("<script>", "<b>", "<img", "<i>", "<q>", "<string>");
    assertThat(html)
        .contains(
            "&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;quoted&quot;",
            "<code>&lt;img src=x&gt;</code>",
            "&lt;/code&gt;&lt;script&gt;alert(2)&lt;/script&gt;",
            "https://a&quot;&gt;&lt;script&gt;alert(3)");
  }
}
