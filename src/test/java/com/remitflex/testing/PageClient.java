package com.remitflex.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A browser as far as the server can tell: it keeps cookies, sends forms with a token of the page
 * that it saw last, and follows no redirect by itself.
 */
public final class PageClient {
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final int port;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** Of the forms of the page that was seen last: each form is sent once. */
  private final Deque<String> tokens = new ArrayDeque<>();

  private String page = "";

  public PageClient(int port) {
    this.port = port;
  }

  /** The same browser, at another node. */
  public PageClient at(int otherPort) {
    PageClient there = new PageClient(otherPort);
    there.cookies.putAll(cookies);
    there.tokens.addAll(tokens);
    there.page = page;
    return there;
  }

  /** What this browser holds, by the cookies' names. */
  public Map<String, String> cookies() {
    return cookies;
  }

  /**
   * The token of a form that was not sent yet; the page is loaded again when there is none left.
   */
  public String csrf() {
    if (tokens.isEmpty() && !page.isEmpty()) {
      get(page);
    }
    return tokens.isEmpty() ? "" : tokens.poll();
  }

  /** The token of a form of this page. */
  public String csrfOf(String path) {
    get(path);
    return csrf();
  }

  public Answer get(String path) {
    page = path;
    return send(request(path).GET());
  }

  /** Sends a form with the token of the page that was seen last. */
  public Answer post(String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (!all.containsKey("csrf")) {
      all.put("csrf", csrf());
    }
    return send(form(path, all));
  }

  /** A form as a request, to be completed and sent. */
  public HttpRequest.Builder form(String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A request with the cookies. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = BlockingHttp.send(request.build());
      Answer answer = new Answer(response, response.body());
      answer.response().headers().allValues("set-cookie").forEach(this::keep);
      Matcher token = TOKEN.matcher(answer.text());
      if (token.find()) {
        tokens.clear();
        do {
          tokens.add(token.group(1));
        } while (token.find());
      }
      MintedSecrets.requireNoneInAnswer(answer.text());
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keep(String line) {
    String[] pair = line.split(";", 2)[0].split("=", 2);
    if (line.contains("Max-Age=0")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }

  /** Signs in by the form, without a second step. */
  public PageClient signIn(TestPerson person) {
    Answer answer = trySignIn(person.email(), person.password());
    if (answer.status() != 303) {
      throw new AssertionError("not signed in: " + answer.status() + " " + answer.text());
    }
    return this;
  }

  /** What the form answers. */
  public Answer trySignIn(String email, String password) {
    get("/dashboard/sign-in");
    return post("/dashboard/sign-in", Map.of("email", email, "password", password));
  }

  /** An answer of the Dashboard. */
  public record Answer(HttpResponse<?> response, String text) {
    public int status() {
      return response.statusCode();
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** Where the browser is sent; empty when nowhere. */
    public String location() {
      return header("Location").orElse("");
    }
  }
}
