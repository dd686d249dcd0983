package com.remitflex.features.treasury;

/** Reports as text for programs. */
public final class ReportExport {
  private ReportExport() {}

  /** One JSON object. */
  public static String json(FullReport report) {
    return ReportJson.text(report);
  }
}
