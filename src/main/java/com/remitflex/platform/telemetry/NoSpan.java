package com.remitflex.platform.telemetry;

import java.util.List;

/** A span that records nothing. */
final class NoSpan implements Span {
  @Override
  public boolean isRecorded() {
    return false;
  }

  @Override
  public Span child(String name) {
    return this;
  }

  @Override
  public Span startLinked(String name, List<Span> others) {
    return this;
  }

  @Override
  public void link(Span other) {
    // Nothing is recorded.
  }

  @Override
  public void name(String name) {
    // Nothing is recorded.
  }

  @Override
  public void set(String attribute, String value) {
    // Nothing is recorded.
  }

  @Override
  public void set(String attribute, long value) {
    // Nothing is recorded.
  }

  @Override
  public void failed(String type) {
    // Nothing is recorded.
  }

  @Override
  public void close() {
    // It never became the current one.
  }
}
