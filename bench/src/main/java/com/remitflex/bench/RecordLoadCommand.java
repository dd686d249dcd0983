package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.bench.RecordLoad.Kind;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.ids.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Records requests beside a server, in a process of its own. Each line of the input is a run: the
 * kind of the requests, whether they are recorded, and for how many seconds.
 */
@Command(name = "record-load", hidden = true, mixinStandardHelpOptions = true)
final class RecordLoadCommand implements Callable<Integer> {
  @Parameters(index = "0", description = "The account of the key.")
  private String accountId;

  @Parameters(index = "1", description = "The key that sends the requests.")
  private String keyId;

  @Parameters(index = "2", description = "A file with the response to a payment.")
  private Path response;

  @Override
  public Integer call() throws IOException {
    KeyOwner owner = new KeyOwner(keyId, accountId, Environment.SANDBOX);
    RecordLoad load = new RecordLoad(owner, Files.readString(response));
    BufferedReader runs =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (Storage storage = Storage.join(Config.read(System.getenv()), line -> {});
        Recording recording = Recording.start(storage.database(), storage.hasher())) {
      System.out.println("started");
      for (String run = runs.readLine(); run != null; run = runs.readLine()) {
        String[] words = run.split(" ");
        boolean isRecorded = Boolean.parseBoolean(words[1]);
        load.run(
            Kind.valueOf(words[0]),
            isRecorded ? recording.recorder : exchange -> {},
            Integer.parseInt(words[2]));
        System.out.println("done");
      }
    }
    return 0;
  }
}
