package com.remitflex.web.docs;

import org.commonmark.node.CustomBlock;

/** A block around a table, which scrolls if the window is too narrow for it. */
final class Scroll extends CustomBlock {}
