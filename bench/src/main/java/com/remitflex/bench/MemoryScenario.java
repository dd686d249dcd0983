package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resident memory of the server, while the clients of `payments` use it. */
final class MemoryScenario implements Scenario {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB");
  private static final int MAX_MEBIBYTES = 350;
  private static final int SAMPLES_PER_SECOND = 2;

  private final Rig rig;
  private final int clients;
  private final int seconds;
  private final List<Double> mebibytes = new ArrayList<>();

  MemoryScenario(Rig rig, int clients, int seconds) {
    this.rig = rig;
    this.clients = clients;
    this.seconds = seconds;
  }

  @Override
  public String title() {
    return "memory under load";
  }

  @Override
  public void round() {
    Thread load =
        Thread.ofPlatform()
            .start(
                () -> new Load(rig.product().port(), clients).run(rig.keys(1), seconds));
    while (load.isAlive()) {
      mebibytes.add(resident());
      Pause.millis(1_000 / SAMPLES_PER_SECOND);
    }
  }

  private double resident() {
    Path status = Path.of("/proc/" + rig.product().pid() + "/status");
    try {
      Matcher line = RESIDENT.matcher(Files.readString(status));
      if (!line.find()) {
        throw new BenchException(status + " does not say how much memory the server uses.");
      }
      return Double.parseDouble(line.group(1)) / 1_024;
    } catch (IOException e) {
      throw new BenchException("Memory is measured on Linux only: " + e, e);
    }
  }

  @Override
  public List<Finding> findings() {
    Spread spread = Spread.of(mebibytes);
    return List.of(
        Finding.of(
            title() + ", %d clients that create payments".formatted(clients),
            "%.0f MiB resident, highest %.0f".formatted(spread.median(), spread.most()),
            Reach.atMost(spread.most(), MAX_MEBIBYTES, "MiB")));
  }
}
