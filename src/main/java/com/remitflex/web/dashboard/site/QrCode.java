package com.remitflex.web.dashboard.site;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/** A QR code (ISO/IEC 18004) as the path of an SVG, one unit a module, with the quiet zone. */
public final class QrCode {
  private static final int QUIET = 4;

  private final ByteMatrix modules;

  public QrCode(String text) {
    try {
      this.modules = Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
    } catch (WriterException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Width and height, the quiet zone included. */
  public int size() {
    return modules.getWidth() + 2 * QUIET;
  }

  /** What is dark: a rectangle for each run of modules. */
  public String path() {
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < modules.getHeight(); y++) {
      int x = 0;
      while (x < modules.getWidth()) {
        int start = x;
        while (x < modules.getWidth() && modules.get(x, y) == 1) {
          x++;
        }
        if (x > start) {
          path.append("M%d %dh%dv1h-%dz".formatted(start + QUIET, y + QUIET, x - start, x - start));
        }
        x++;
      }
    }
    return path.toString();
  }
}
