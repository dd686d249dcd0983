package com.remitflex.features.leaks.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which repositories a history is searched, and in what of them, as git itself makes them. */
@Tag("process")
class GitRepositoriesTest {
  private final String key = ApiKeyFormat.generate(Environment.LIVE);
  private final String shown = ApiKeyText.display(key);

  @TempDir private Path directory;
  private Path main;

  @BeforeEach
  void makeARepository() throws Exception {
    assumeTrue(hasGit(), "no git here");
    main = repository("main");
  }

  private static boolean hasGit() throws InterruptedException {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Path repository(String name) throws Exception {
    Path repository = Files.createDirectories(directory.resolve(name));
    git(repository, "init", "-q", "-b", "main");
    commit(repository, "README", "Nothing to see in " + name);
    return repository;
  }

  /** A repository whose second commit has a key that its third one has not. */
  private Path leaky(String name) throws Exception {
    Path repository = repository(name);
    commit(repository, "env", "KEY=" + key);
    commit(repository, "env", "KEY=");
    return repository;
  }

  private static void commit(Path repository, String name, String text) throws Exception {
    Files.writeString(repository.resolve(name), text + "\n");
    git(repository, "add", ".");
    git(repository, "commit", "-q", "-m", "Change " + name);
  }

  private static String git(Path repository, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-c",
                "user.name=Someone",
                "-c",
                "user.email=someone@example.com",
                "-c",
                "commit.gpgsign=false",
                "-c",
                "protocol.file.allow=always"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(repository.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Scan history(Path inside) {
    Scan scan = new Scan(Set.of());
    scan.history(inside);
    return scan;
  }

  private void assertFound(Path inside, String place) {
    Scan scan = history(inside);
    assertThat(scan.findings()).extracting(Finding::display).containsOnly(shown);
    assertThat(scan.findings()).extracting(Finding::place).containsExactly(place);
    assertThat(scan.errors()).isEmpty();
  }

  private static void assertNotWhole(Path inside, String reason) {
    Scan scan = history(inside);
    assertThat(scan.findings()).isEmpty();
    assertThat(scan.errors()).extracting(ScanError::reason).anyMatch(told -> told.contains(reason));
  }

  @Test
  void aRepositoryWithinAnotherOneIsSearched() throws Exception {
    leaky("main/vendor/library");

    assertFound(main, "vendor/library/env");
  }

  @Test
  void aRepositoryBelowADirectoryThatIsNoneIsSearched() throws Exception {
    leaky("projects/one/two");

    assertFound(directory.resolve("projects"), "one/two/env");
  }

  @Test
  void aBareRepositoryIsSearched() throws Exception {
    Path leaky = leaky("leaky");
    git(leaky, "clone", "-q", "--bare", leaky.toString(), main.resolve("mirror.git").toString());

    assertFound(main, "mirror.git/env");
  }

  @Test
  void aSubmoduleIsSearchedWhetherItIsCheckedOutOrNot() throws Exception {
    git(main, "submodule", "add", "-q", leaky("leaky").toString(), "sub");
    git(main, "commit", "-q", "-m", "Add it");

    assertFound(main, ".git/modules/sub/env");
    git(main, "submodule", "deinit", "-q", "-f", "sub");
    assertFound(main, ".git/modules/sub/env");
  }

  @Test
  void aSubmoduleThatIsNotHereIsNamed() throws Exception {
    git(main, "submodule", "add", "-q", leaky("leaky").toString(), "sub");
    git(main, "commit", "-q", "-m", "Add it");
    git(directory, "clone", "-q", main.toString(), "clone");

    assertNotWhole(directory.resolve("clone"), "commits of submodules are missing");
    assertThat(history(directory.resolve("clone")).errors().getFirst().reason()).contains("of sub");
  }

  @Test
  void aLinkedWorkTreeLeadsToItsRepository() throws Exception {
    Path leaky = leaky("leaky");
    git(leaky, "worktree", "add", "-q", "-b", "side", directory.resolve("tree").toString());

    assertFound(directory.resolve("tree"), "env");
  }

  @Test
  void aWorkTreeWhoseRepositoryIsGoneIsNamed() throws Exception {
    Path leaky = leaky("leaky");
    git(leaky, "worktree", "add", "-q", "-b", "side", directory.resolve("tree").toString());
    delete(leaky);

    assertThat(history(directory.resolve("tree")).errors()).isNotEmpty();
  }

  @Test
  void whatOnlyAReflogReachesIsSearched() throws Exception {
    commit(main, "env", "KEY=" + key);
    git(main, "reset", "-q", "--hard", "HEAD~1");
    assertFound(main, "env");
    git(main, "gc", "-q");
    assertFound(main, "env");
  }

  @Test
  void whatAmendedAndRebasedCommitsHadIsSearched() throws Exception {
    commit(main, "env", "KEY=" + key);
    Files.writeString(main.resolve("env"), "KEY=\n");
    git(main, "commit", "-q", "-a", "--amend", "-m", "Without it");

    assertFound(main, "env");
  }

  @Test
  void whatNothingReachesIsSearched() throws Exception {
    commit(main, "env", "KEY=" + key);
    git(main, "reset", "-q", "--hard", "HEAD~1");
    git(main, "reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all");
    assertFound(main, "env");
    git(main, "repack", "-q", "-a", "-d", "-k");
    assertFound(main, "env");

    Path added = Files.writeString(main.resolve("added"), key);
    git(main, "add", "added");
    Files.delete(added);
    git(main, "reset", "-q", "--hard");
    assertThat(history(main).findings())
        .extracting(Finding::place)
        .anyMatch(place -> place.startsWith("(object "));
  }

  @Test
  void everyStashAndEveryNoteIsSearched() throws Exception {
    Files.writeString(main.resolve("README"), "with " + key);
    git(main, "stash", "-q");
    Files.writeString(main.resolve("README"), "another");
    git(main, "stash", "-q");
    assertFound(main, "README");

    git(main, "stash", "clear");
    Path noted = repository("noted");
    git(noted, "notes", "add", "-m", "is " + key);
    assertThat(history(noted).findings()).hasSize(1);
  }

  @Test
  void aKeyInANameOfAFileIsFound() throws Exception {
    commit(main, key, "x");

    assertThat(history(main).findings())
        .extracting(Finding::place)
        .anyMatch(place -> place.startsWith("(file name in tree "));
  }

  @Test
  void borrowedObjectsAreSearched() throws Exception {
    Path leaky = leaky("leaky");
    git(directory, "clone", "-q", "--shared", leaky.toString(), "borrower");
    git(directory.resolve("borrower"), "commit", "-q", "--allow-empty", "-m", "x");

    assertFound(directory.resolve("borrower"), "env");
    delete(leaky);
    assertThat(history(directory.resolve("borrower")).errors()).isNotEmpty();
  }

  @Test
  void aPackWithoutItsIndexABundleAndAShallowCloneAreNamed() throws Exception {
    Path leaky = leaky("leaky");
    git(leaky, "bundle", "create", "-q", main.resolve("all.bundle").toString(), "--all");
    assertNotWhole(main, "is a Git bundle");
    Files.delete(main.resolve("all.bundle"));

    git(directory, "clone", "-q", "--depth", "1", "file://" + leaky, "shallow");
    assertNotWhole(directory.resolve("shallow"), "shallow");

    git(leaky, "gc", "-q");
    try (Stream<Path> files = Files.list(leaky.resolve(".git/objects/pack"))) {
      for (Path index : files.filter(file -> file.toString().endsWith(".idx")).toList()) {
        Files.delete(index);
      }
    }
    assertNotWhole(leaky, "has no index and");
  }

  @Test
  void aRepositoryWithOtherObjectNamesIsNamed() throws Exception {
    Path other = Files.createDirectories(directory.resolve("other"));
    git(other, "init", "-q", "--object-format=sha256");
    commit(other, "env", key);

    assertNotWhole(other, "SHA-256");
  }

  @Test
  void aRepositoryIsSearchedOnceHoweverManyPathsLeadToIt() throws Exception {
    Path leaky = leaky("leaky");
    Scan scan = new Scan(Set.of());
    scan.history(leaky);
    long contents = scan.contents();

    scan.history(leaky);
    scan.history(directory);

    assertThat(scan.findings()).hasSize(1);
    assertThat(scan.contents()).isLessThan(2 * contents);
  }
}
