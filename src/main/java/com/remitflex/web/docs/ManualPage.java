package com.remitflex.web.docs;

import java.util.function.Supplier;

/**
 * A page of the manual.
 *
 * @param path of the page
 * @param label in the navigation
 * @param summary what the page is about, in one sentence; may be empty
 * @param content rendered when it is first used
 */
public record ManualPage(String path, String label, String summary, Supplier<Content> content) {}
