package com.remitflex.platform.database.lists;

/**
 * One page of a list, and how long the list is.
 *
 * @param total the number of all objects that the filter lets through
 */
public record CountedPage<T>(Page<T> page, long total) {
  public static <T> CountedPage<T> empty() {
    return new CountedPage<>(Page.empty(), 0);
  }
}
