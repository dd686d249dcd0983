package com.remitflex.web.docs;

import com.remitflex.web.docs.Content.Section;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.DefaultUrlSanitizer;
import org.commonmark.renderer.html.HtmlRenderer;

/** Renders the Markdown of the repository as pages. HTML in it is escaped. */
final class Markdown {
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final DefaultUrlSanitizer URLS = new DefaultUrlSanitizer(List.of("https", "http"));
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

  private final Mentions mentions;

  /**
   * A renderer.
   *
   * @param mentions the addresses of what code in the text names
   */
  Markdown(Mentions mentions) {
    this.mentions = mentions;
  }

  static Node parse(String markdown) {
    return PARSER.parse(markdown);
  }

  /**
   * Renders a document.
   *
   * @param file its path below the folder of the documents; its links are relative to that
   */
  Content render(String file, Node document) {
    Outline outline = Outline.read(document);
    mentions.link(document);
    document.accept(new Links(file));
    document.accept(new Wrapper(outline));
    String html =
        HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .urlSanitizer(URLS)
            .attributeProviderFactory(context ->
                (node, tag, attributes) ->
                    outline.anchor(node).ifPresent(anchor -> attributes.put("id", anchor)))
            .nodeRendererFactory(BlockRenderer::new)
            .build()
            .render(document);
    List<Section> sections = outline.sections();
    if (sections.isEmpty()) {
      throw new IllegalStateException(file + " has no heading");
    }
    return new Content(sections.getFirst().title(), html, sections);
  }

  /** Makes headings links to themselves, and puts tables into a block that scrolls. */
  private static final class Wrapper extends AbstractVisitor {
    private final Outline outline;

    Wrapper(Outline outline) {
      this.outline = outline;
    }

    @Override
    public void visit(Heading heading) {
      if (heading.getLevel() > 1) {
        outline
            .anchor(heading)
            .ifPresent(anchor -> moveInto(new Link("#" + anchor, null), heading));
      }
    }

    private static void moveInto(Link link, Heading heading) {
      for (Node child : children(heading)) {
        link.appendChild(child);
      }
      heading.appendChild(link);
    }

    @Override
    public void visit(CustomBlock block) {
      if (block instanceof TableBlock) {
        Scroll scroll = new Scroll();
        block.insertBefore(scroll);
        scroll.appendChild(block);
      }
    }

    private static List<Node> children(Node parent) {
      List<Node> children = new ArrayList<>();
      for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
        children.add(child);
      }
      return children;
    }
  }
}
