package com.remitflex.web.docs;

import java.util.Map;
import java.util.Set;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/** Renders code with a button that copies it, and tables so that they can scroll. */
final class BlockRenderer implements NodeRenderer {
  private final HtmlNodeRendererContext context;
  private final HtmlWriter html;
  private int examples;

  BlockRenderer(HtmlNodeRendererContext context) {
    this.context = context;
    this.html = context.getWriter();
  }

  @Override
  public Set<Class<? extends Node>> getNodeTypes() {
    return Set.of(FencedCodeBlock.class, Scroll.class);
  }

  @Override
  public void render(Node node) {
    html.line();
    if (node instanceof FencedCodeBlock block) {
      examples++;
      html.raw(Html.example("example-" + examples, block.getLiteral().stripTrailing()));
    } else {
      html.tag(
          "div",
          Map.of("class", "scroll", "role", "group", "aria-label", "Table", "tabindex", "0"));
      for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
        context.render(child);
      }
      html.tag("/div");
    }
    html.line();
  }
}
