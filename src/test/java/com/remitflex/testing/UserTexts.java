package com.remitflex.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Extracts the texts that users see from the sources of the product. */
public final class UserTexts {
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([\\w-]+)=\"((?:\\$\\{[^}]*}|[^\"])*)\"");
  private static final Pattern SHOWN = Pattern.compile("title|alt|placeholder|aria-label");
  private static final Pattern CODE_ELEMENT =
      Pattern.compile("(?s)<(code|pre|script|style)\\b[^>]*>.*?</\\1>");
  private static final Pattern CODE_SPAN = Pattern.compile("`[^`]*`");
  private static final Pattern EXPRESSION =
      Pattern.compile("\\$\\{[^}]*}|@template\\.[^@]*|@\\w+\\([^<]*");
  private static final Pattern TEMPLATE_HEADER = Pattern.compile("\\s*@(?:import|param)\\b.*");

  /** Java and JavaScript: comments, text blocks, strings, characters, and concatenation. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)//[^\\n]*|/\\*.*?\\*/|\"\"\"(.*?)\"\"\"|"
              + LITERAL.pattern()
              + "|'(?:[^'\\\\\\n]|\\\\.)*'");

  private static final Pattern SQL =
      Pattern.compile(
          "(?s).*\\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM|WHERE|VALUES|ORDER BY|JOIN|LIMIT"
              + "|ON CONFLICT|SET|ARRAY|COPY|RETURNING|LOCK|ALTER|CREATE|GRANT|AND|OR|AS|INTO) .*");

  private UserTexts() {}

  /**
   * A text.
   *
   * @param source the file, address or command that shows it
   * @param line of the file, from 1
   */
  public record Text(String source, int line, String text) {}

  /** The texts of all files below a folder. */
  public static List<Text> in(
      Path folder, String extension, BiFunction<String, String, List<Text>> extract) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith("." + extension))
          .sorted()
          .flatMap(file -> extract.apply(file.toString(), read(file)).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** String literals with more than one word, without SQL; concatenated ones are one text. */
  public static List<Text> ofJava(String source, String content) {
    List<Text> texts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int start = 0;
    int end = 0;
    Matcher token = TOKEN.matcher(content);
    while (token.find()) {
      String literal = token.group(1) == null ? token.group(2) : token.group(1);
      if (literal == null) {
        continue;
      }
      boolean continues =
          !text.isEmpty() && content.substring(end, token.start()).matches("\\s*\\+\\s*");
      if (!continues) {
        addSentence(texts, source, line(content, start), text.toString());
        text.setLength(0);
        start = token.start();
      }
      text.append(literal.replace("\\\"", "\"").replace("\\n", " "));
      end = token.end();
    }
    addSentence(texts, source, line(content, start), text.toString());
    return texts;
  }

  private static void addSentence(List<Text> texts, String source, int line, String literal) {
    String text = CODE_SPAN.matcher(literal).replaceAll("");
    boolean isSentence = text.strip().contains(" ") && text.matches("(?s).*[A-Za-z]{2}.*");
    boolean isSql = SQL.matcher(text).matches() || text.matches("(?s).* = :\\w.*");
    if (isSentence && !isSql) {
      texts.add(new Text(source, line, text));
    }
  }

  private static int line(String content, int offset) {
    return 1 + (int) content.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  /** The text between tags, the attributes that are shown, and string literals. */
  public static List<Text> ofTemplate(String source, String content) {
    List<Text> texts = new ArrayList<>();
    String[] lines = content.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (TEMPLATE_HEADER.matcher(lines[i]).matches()) {
        continue;
      }
      int number = i + 1;
      String line = CODE_ELEMENT.matcher(lines[i]).replaceAll(" ");
      Stream.of(shownAttributes(line), literals(line), Stream.of(textOf(line)))
          .flatMap(found -> found)
          .map(String::strip)
          .filter(text -> text.matches(".*[A-Za-z]{2}.*"))
          .forEach(text -> texts.add(new Text(source, number, text)));
    }
    return texts;
  }

  private static Stream<String> shownAttributes(String line) {
    return ATTRIBUTE
        .matcher(line)
        .results()
        .filter(attribute -> SHOWN.matcher(attribute.group(1)).matches())
        .flatMap(attribute ->
            Stream.concat(
                Stream.of(EXPRESSION.matcher(attribute.group(2)).replaceAll(" ")),
                literals(attribute.group(2))));
  }

  /** Literals in expressions and in arguments of other templates, but not in attributes. */
  private static Stream<String> literals(String line) {
    return LITERAL
        .matcher(ATTRIBUTE.matcher(line).replaceAll(" "))
        .results()
        .map(match -> match.group(1))
        .filter(UserTexts::isText);
  }

  private static String textOf(String line) {
    return TAG.matcher(EXPRESSION.matcher(ATTRIBUTE.matcher(line).replaceAll(" ")).replaceAll(" "))
        .replaceAll(" ");
  }

  private static boolean isText(String literal) {
    return literal.contains(" ") || literal.matches("[A-Z][a-z]+");
  }

  /** Lines outside of code blocks, without code spans and addresses of links. */
  public static List<Text> ofMarkdown(String source, String content) {
    List<Text> texts = new ArrayList<>();
    boolean isCode = false;
    String[] lines = content.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].startsWith("```")) {
        isCode = !isCode;
      } else if (!isCode && !lines[i].startsWith("    ")) {
        String text = CODE_SPAN.matcher(lines[i]).replaceAll("").replaceAll("\\]\\([^)]*\\)", "]");
        if (text.matches(".*[A-Za-z]{2}.*")) {
          texts.add(new Text(source, i + 1, text));
        }
      }
    }
    return texts;
  }

  public static List<Text> ofMarkdown(Path file) {
    return ofMarkdown(file.toString(), read(file));
  }

  /** The text between tags, without code. */
  public static List<Text> ofHtml(String source, String content) {
    String shown =
        TAG.matcher(
                CODE_ELEMENT
                    .matcher(content)
                    .replaceAll(" ")
                    .replaceAll("</?(?:p|li|h[1-6]|t[dhr]|dt|dd|div|section)\\b[^>]*>", "\n"))
            .replaceAll(" ");
    return shown
        .lines()
        .map(line -> line.replaceAll("\\s+", " ").strip())
        .filter(line -> line.matches(".*[A-Za-z]{2}.*"))
        .map(line -> new Text(source, 1, line))
        .toList();
  }

  /** The descriptions and summaries of an OpenAPI document. */
  public static List<Text> ofJson(String source, JsonNode node) {
    List<Text> texts = new ArrayList<>();
    node.properties()
        .forEach(field -> {
          String at = source + "/" + field.getKey();
          boolean isText = field.getKey().matches("description|summary|title");
          if (isText && field.getValue().isTextual()) {
            String text = CODE_SPAN.matcher(field.getValue().asText()).replaceAll("");
            texts.add(new Text(at, 1, text));
          } else {
            texts.addAll(ofJson(at, field.getValue()));
          }
        });
    if (node.isArray()) {
      node.forEach(element -> texts.addAll(ofJson(source, element)));
    }
    return texts;
  }

  /** The help text of the launcher, which is a here-document. */
  public static List<Text> ofLauncher(Path file) {
    List<Text> texts = new ArrayList<>();
    boolean isHelp = false;
    String[] lines = read(file).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      isHelp = lines[i].contains("<<'TEXT'") || (isHelp && !lines[i].equals("TEXT"));
      if (isHelp && !lines[i].contains("<<")) {
        texts.add(
            new Text(file.toString(), i + 1, lines[i].replaceFirst("^  [a-z-]+( [a-z-]+)? ", " ")));
      }
    }
    return texts;
  }

  /** The lines of a help text, without the synopsis and the names of commands and options. */
  public static List<Text> ofHelp(String source, String content) {
    List<Text> texts = new ArrayList<>();
    boolean isSynopsis = false;
    String[] lines = content.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      isSynopsis = lines[i].startsWith("Usage:") || (isSynopsis && lines[i].startsWith("  "));
      String text = lines[i].replaceFirst("^\\s+(?:-\\S+(?:, )?)*(?:\\S+)? {2,}", "").strip();
      if (!isSynopsis && !text.isEmpty()) {
        texts.add(new Text(source, i + 1, text));
      }
    }
    return texts;
  }

  /** The names in a section of a help text, for example its subcommands. */
  public static List<String> namesIn(String help, String section) {
    Matcher part = Pattern.compile("(?s)\\n" + section + ":\\n(.*?)(?:\\n\\S|$)").matcher(help);
    return part.find()
        ? Pattern.compile("(?m)^  ([a-z-]+)")
            .matcher(part.group(1))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList()
        : List.of();
  }
}
