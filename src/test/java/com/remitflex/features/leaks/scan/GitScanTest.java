package com.remitflex.features.leaks.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.ProductJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search in the history and the index of a repository. */
@Tag("process")
class GitScanTest {
  private static final PersonIdent SOMEONE = new PersonIdent("Someone", "someone@example.com");

  private final String key = ApiKeyFormat.generate(Environment.LIVE);
  private final String shown = ApiKeyText.display(key);

  @TempDir private Path directory;
  private Git git;

  @BeforeEach
  void makeARepository() throws Exception {
    NoGitSettings.install();
    git = Git.init().setDirectory(directory.toFile()).setInitialBranch("main").call();
    git.getRepository()
        .getConfig()
        .setBoolean(ConfigConstants.CONFIG_COMMIT_SECTION, null, "gpgsign", false);
    commit("README", "Nothing to see.\n");
  }

  @AfterEach
  void close() {
    git.close();
  }

  private void write(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    git.add().addFilepattern(name).call();
  }

  private RevCommit commit(String name, String text) throws Exception {
    write(name, text);
    return commitAll("Change " + name);
  }

  private RevCommit commitAll(String message) throws Exception {
    return git.commit()
        .setMessage(message)
        .setAuthor(SOMEONE)
        .setCommitter(SOMEONE)
        .setSign(false)
        .call();
  }

  private Scan history() {
    Scan scan = new Scan(Set.of());
    scan.history(directory);
    return scan;
  }

  private Scan staged() {
    Scan scan = new Scan(Set.of());
    scan.staged(Optional.of(directory));
    return scan;
  }

  private Finding finding(String place, long line, RevCommit commit) {
    return new Finding(place, line, Optional.of(commit.name()), shown);
  }

  @Test
  void aKeyThatWasRemovedIsFoundWithTheOldestCommitThatHadIt() throws Exception {
    RevCommit leaked = commit("config/.env", "A=1\nKEY=" + key + "\n");
    commit("other", "x");
    commit("config/.env", "A=1\n");
    commit("config/.env", "A=1\nKEY=" + key + "\n");
    commit("config/.env", "A=2\n");

    Scan scan = history();

    assertThat(scan.findings()).containsExactly(finding("config/.env", 2, leaked));
    assertThat(scan.errors()).isEmpty();
  }

  @Test
  void packedObjectsAreSearched() throws Exception {
    RevCommit leaked = commit("big", "line\n".repeat(20_000) + key + "\n");
    for (int i = 0; i < 20; i++) {
      commit("big", "line\n".repeat(20_000) + i);
    }
    git.gc().call();

    assertThat(history().findings()).containsExactly(finding("big", 20_001, leaked));
  }

  @Test
  void everyBranchTagAndStashIsSearched() throws Exception {
    RevCommit first = git.log().call().iterator().next();
    git.checkout().setCreateBranch(true).setName("side").call();
    RevCommit side = commit("side", key);
    git.checkout().setName("main").call();
    git.branchDelete().setForce(true).setBranchNames("side").call();
    assertThat(history().findings())
        .as("reached by nothing but a reflog")
        .containsExactly(finding("side", 1, side));
    git.tag().setName("v1").setObjectId(side).setSigned(false).setMessage("1").call();
    git.tag().setName("v2").setObjectId(first).setSigned(false).setMessage("is " + key).call();
    write("README", "\n" + key);
    RevCommit older = git.stashCreate().setPerson(SOMEONE).call();
    write("README", "something else");
    git.stashCreate().setPerson(SOMEONE).call();

    List<Finding> findings = history().findings();

    assertThat(findings)
        .contains(finding("side", 1, side), finding("(message of tag v2)", 6, first));
    assertThat(findings).anyMatch(one -> one.place().equals("README") && one.line() == 2);
    assertThat(older).isNotNull();
  }

  @Test
  void aCommitMessageIsSearched() throws Exception {
    write("x", "x");
    RevCommit told = commitAll("Deploy\n\nwith " + key + "\n");

    assertThat(history().findings())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.commit()).contains(told.name());
          assertThat(one.place()).isEqualTo("(commit message)");
        });
  }

  @Test
  void whatAMergeBringsIsFoundWhereItWasMade() throws Exception {
    git.checkout().setCreateBranch(true).setName("side").call();
    RevCommit side = commit("side", key);
    git.checkout().setName("main").call();
    commit("main", "x");
    git.merge().include(side).setMessage("Merge").call();

    assertThat(history().findings()).containsExactly(finding("side", 1, side));
  }

  @Test
  void onlyWhatIsStagedIsSearchedForACommit() throws Exception {
    commit("old", key);
    write("new", "a\n" + key);
    Files.writeString(directory.resolve("README"), key);
    Files.writeString(directory.resolve("untracked"), key);

    assertThat(staged().findings()).containsExactly(new Finding("new", 2, Optional.empty(), shown));

    Files.writeString(directory.resolve("new"), "without");
    assertThat(staged().findings()).as("as it is in the index").hasSize(1);
    git.rm().addFilepattern("old").call();
    write("new", "without");
    assertThat(staged().findings()).isEmpty();
    assertThat(staged().errors()).isEmpty();
  }

  @Test
  void theFirstCommitOfARepositoryIsSearched(@TempDir Path fresh) throws Exception {
    try (Git first = Git.init().setDirectory(fresh.toFile()).call()) {
      Files.writeString(fresh.resolve("key"), key);
      first.add().addFilepattern("key").call();
      Scan scan = new Scan(Set.of());

      scan.staged(Optional.of(fresh));

      assertThat(scan.findings()).hasSize(1);
      assertThat(scan.errors()).isEmpty();
    }
  }

  @Test
  void theRepositoryIsLeftAsItWas() throws Exception {
    commit("key", key);
    Map<String, Long> before = files();

    history();
    staged();

    assertThat(files()).isEqualTo(before);
  }

  private Map<String, Long> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.collect(
          java.util.stream.Collectors.toMap(Path::toString, file -> file.toFile().lastModified()));
    }
  }

  @Test
  void whatIsNoRepositoryOrLacksObjectsIsAFault(@TempDir Path empty) throws Exception {
    Scan none = new Scan(Set.of());
    none.history(empty);
    assertThat(none.errors()).hasSize(1);

    commit("key", "content");
    String id = git.getRepository().resolve("HEAD:key").name();
    Files.delete(
        directory.resolve(".git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2)));
    assertThat(history().errors()).hasSize(1);

    Files.writeString(
        directory.resolve(".git/shallow"), git.getRepository().resolve("HEAD").name() + "\n");
    assertThat(history().errors()).anyMatch(fault -> fault.reason().contains("shallow"));
  }

  /** As git runs a hook: with an index of its own for `commit -a`, named by the environment. */
  @Test
  void aHookOfGitSeesWhatThisCommitAdds(@TempDir Path home) throws Exception {
    assumeTrue(hasGit(), "no git here");
    Path hook = directory.resolve(".git/hooks/pre-commit");
    Files.createDirectories(hook.getParent());
    Files.writeString(
        hook,
        """
        #!/bin/sh
        exec %s
        """
            .formatted(String.join(" ", ProductJvm.command("keys", "scan", "--staged"))));
    assertThat(hook.toFile().setExecutable(true)).isTrue();

    Files.writeString(directory.resolve("README"), "now\n" + key);
    String refused = run(1, "commit", "-a", "-m", "with the key");
    Files.writeString(directory.resolve("README"), "now without");
    run(0, "commit", "-a", "-m", "without");

    assertThat(refused).contains("README:2: " + shown).doesNotContain(key);
    assertThat(git.log().call()).hasSize(2);
  }

  private static boolean hasGit() throws InterruptedException {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private String run(int status, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of("git", "-c", "user.name=Someone", "-c", "user.email=someone@example.com"),
                Stream.of(arguments))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isEqualTo(status);
    return output;
  }
}
