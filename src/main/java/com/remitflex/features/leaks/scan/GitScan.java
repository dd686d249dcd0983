package com.remitflex.features.leaks.scan;

import com.remitflex.features.leaks.scan.ByteScan.Hit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Searches the objects of a Git repository, reachable or not, each once, however many commits
 * contain it. It reads the objects itself: it runs nothing that the repository's configuration
 * names, and needs no installed git.
 */
final class GitScan {
  private static final String MESSAGE = "(commit message)";

  private final Scan scan;
  private final Repository repository;
  private final String prefix;
  private final Map<ObjectId, List<Hit>> blobsWithKeys = new ConcurrentHashMap<>();

  /** The commits that a branch, a tag or another reference reaches. */
  private final Set<ObjectId> reachable = new HashSet<>();

  /** The commits that no reference reaches; a reflog may name them. */
  private final Set<ObjectId> unreachable = ConcurrentHashMap.newKeySet();

  private GitScan(Scan scan, Repository repository, String prefix) {
    this.scan = scan;
    this.repository = repository;
    this.prefix = prefix;
  }

  /** Searches every repository that belongs to a place, and reports submodules that are missing. */
  static void history(Scan scan, Path inside) {
    NoGitSettings.install();
    Map<Path, String> directories = GitDirectories.find(scan, inside);
    if (directories.isEmpty()) {
      scan.failed(inside.toString(), "is not in a Git repository");
    }
    Map<ObjectId, String> submodules = new ConcurrentHashMap<>();
    directories.forEach((directory, prefix) -> {
      if (scan.isNew(directory)) {
        FileRepositoryBuilder builder = new FileRepositoryBuilder();
        builder.setGitDir(directory.toFile());
        open(scan, directory.toString(), builder, prefix, git -> git.history(submodules));
      }
    });
    directories.keySet().forEach(directory -> removePresent(directory, submodules));
    submodules.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .ifPresent(one ->
            scan.failed(
                inside.toString(),
                submodules.size()
                    + " commits of submodules are missing and were not searched (for example "
                    + one.getKey().name()
                    + " of "
                    + one.getValue()
                    + "): git submodule update --init --recursive"));
  }

  private static void removePresent(Path directory, Map<ObjectId, String> submodules) {
    if (submodules.isEmpty()) {
      return;
    }
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(directory.toFile()).build()) {
      for (ObjectId id : List.copyOf(submodules.keySet())) {
        if (repository.getObjectDatabase().has(id)) {
          submodules.remove(id);
        }
      }
    } catch (IOException | RuntimeException e) {
      // A repository that could not be opened is already an error.
    }
  }

  static void staged(Scan scan, Optional<Path> inside) {
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    if (inside.isEmpty()) {
      builder.readEnvironment();
    }
    Path directory = inside.orElse(Path.of("")).toAbsolutePath();
    builder.findGitDir(directory.toFile());
    open(scan, inside.map(Path::toString).orElse("."), builder, "", GitScan::staged);
  }

  /** A search of an open repository. */
  private interface Search {
    void run(GitScan scan) throws IOException;
  }

  private static void open(
      Scan scan, String name, FileRepositoryBuilder builder, String prefix, Search search) {
    NoGitSettings.install();
    if (builder.getGitDir() == null) {
      scan.failed(name, "is not in a Git repository");
      return;
    }
    try (Repository repository = builder.setMustExist(true).build()) {
      if (isOfSha256(repository)) {
        scan.failed(name, "uses SHA-256 object names, which are not supported");
        return;
      }
      search.run(new GitScan(scan, repository, prefix));
    } catch (MissingObjectException e) {
      scan.failed(name, "the repository lacks an object (a partial clone?): " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      scan.failed(name, e);
    }
  }

  private static boolean isOfSha256(Repository repository) {
    return "sha256"
        .equalsIgnoreCase(repository.getConfig().getString("extensions", null, "objectformat"));
  }

  private void history(Map<ObjectId, String> submodules) throws IOException {
    if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
      scan.failed(
          repository.getDirectory().toString(),
          "is a shallow clone without older commits: git fetch --unshallow");
    }
    checkComplete();
    try (Workers workers = new Workers()) {
      Path objects = repository.getDirectory().toPath().resolve("objects");
      GitObjects.each(scan, objects, id -> workers.run(bytes -> search(id, bytes, submodules)));
    }
    if (!blobsWithKeys.isEmpty()) {
      reportHistory();
    }
  }

  /** Walks all reachable objects and reports missing ones. */
  private void checkComplete() throws IOException {
    try (ObjectWalk walk = new ObjectWalk(repository)) {
      for (ObjectId start : starts()) {
        walk.markStart(walk.parseAny(start));
      }
      RevCommit commit;
      while ((commit = walk.next()) != null) {
        commit.disposeBody();
        reachable.add(commit);
      }
      RevObject object;
      while ((object = walk.nextObject()) != null) {
        if (object.getType() == Constants.OBJ_BLOB && !walk.getObjectReader().has(object)) {
          throw new MissingObjectException(object.copy(), Constants.OBJ_BLOB);
        }
      }
    } catch (MissingObjectException e) {
      scan.failed(
          repository.getDirectory().toString(),
          "the repository lacks an object (a partial clone?): " + e.getMessage());
    }
  }

  /** The tips of all branches, tags and notes, the newest stash, and the checked-out commit. */
  private Set<ObjectId> starts() throws IOException {
    Set<ObjectId> starts = new HashSet<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      add(starts, ref.getObjectId());
    }
    add(starts, repository.resolve(Constants.HEAD));
    return starts;
  }

  private static void add(Set<ObjectId> starts, @Nullable ObjectId id) {
    if (id != null && !id.equals(ObjectId.zeroId())) {
      starts.add(id);
    }
  }

  private void search(ObjectId id, ByteScan bytes, Map<ObjectId, String> submodules) {
    try (ObjectReader reader = repository.newObjectReader()) {
      ObjectLoader object = reader.open(id);
      int type = object.getType();
      boolean containsKey;
      try (InputStream in = object.openStream()) {
        containsKey = bytes.containsKey(in, Long.MAX_VALUE);
      }
      if (type == Constants.OBJ_TREE) {
        submodules(object.getCachedBytes(), submodules);
      } else if (type == Constants.OBJ_COMMIT && !reachable.contains(id)) {
        unreachable.add(id);
      }
      if (containsKey) {
        try (InputStream in = object.openStream()) {
          found(id, object, bytes.hits(in));
        }
      }
      scan.searched(object.getSize());
    } catch (IOException e) {
      scan.failed("object " + id.name(), e);
    }
  }

  private void found(ObjectId id, ObjectLoader object, List<Hit> hits) throws IOException {
    switch (object.getType()) {
      case Constants.OBJ_COMMIT -> hits.forEach(hit -> found(MESSAGE, Optional.of(id.name()), hit));
      case Constants.OBJ_TAG -> {
        RevTag tag = RevTag.parse(object.getCachedBytes());
        String place = "(message of tag " + tag.getTagName() + ")";
        hits.forEach(hit -> found(place, Optional.of(tag.getObject().name()), hit));
      }
      case Constants.OBJ_TREE ->
          hits.forEach(
              hit -> found("(file name in tree " + id.name() + ")", Optional.empty(), hit));
      default -> blobsWithKeys.put(id, hits);
    }
  }

  private void found(String place, Optional<String> commit, Hit hit) {
    scan.found(prefix + place, commit, hit);
  }

  private static void submodules(byte[] tree, Map<ObjectId, String> submodules) {
    CanonicalTreeParser entries = new CanonicalTreeParser();
    entries.reset(tree);
    while (!entries.eof()) {
      if (FileMode.GITLINK.equals(entries.getEntryRawMode())) {
        submodules.putIfAbsent(entries.getEntryObjectId(), entries.getEntryPathString());
      }
      entries.next(1);
    }
  }

  /**
   * Reports the oldest commit and the name of each blob that contains a key, first among the
   * reachable commits and then among the others.
   */
  private void reportHistory() throws IOException {
    Map<ObjectId, List<Hit>> left = new HashMap<>(blobsWithKeys);
    reportHistory(starts(), left);
    if (!left.isEmpty()) {
      reportHistory(unreachable, left);
    }
    left.forEach((id, hits) ->
        hits.forEach(hit -> found("(object " + id.name() + ")", Optional.empty(), hit)));
  }

  private void reportHistory(Set<ObjectId> starts, Map<ObjectId, List<Hit>> left)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      for (ObjectId start : starts) {
        if (walk.peel(walk.parseAny(start)) instanceof RevCommit commit) {
          walk.markStart(commit);
        }
      }
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.REVERSE, true);
      RevCommit commit;
      while (!left.isEmpty() && (commit = walk.next()) != null) {
        reportCommit(walk, commit, left);
      }
    } catch (MissingObjectException e) {
      // The other keys are reported without a file name. A missing object is already an error.
    }
  }

  private void reportCommit(RevWalk walk, RevCommit commit, Map<ObjectId, List<Hit>> left)
      throws IOException {
    try (TreeWalk trees = new TreeWalk(repository, walk.getObjectReader())) {
      trees.addTree(commit.getTree());
      for (RevCommit parent : commit.getParents()) {
        walk.parseHeaders(parent);
        trees.addTree(parent.getTree());
      }
      trees.setRecursive(true);
      trees.setFilter(TreeFilter.ANY_DIFF);
      while (trees.next()) {
        List<Hit> hits = left.remove(trees.getObjectId(0));
        if (hits != null) {
          String path = trees.getPathString();
          hits.forEach(hit -> found(path, Optional.of(commit.name()), hit));
        }
      }
    }
  }

  /** Searches each file of the index that differs from the last commit. */
  private void staged() throws IOException {
    ByteScan bytes = new ByteScan();
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk commits = new RevWalk(reader);
        TreeWalk trees = new TreeWalk(repository, reader)) {
      ObjectId head = repository.resolve(Constants.HEAD);
      if (head == null) {
        trees.addTree(new EmptyTreeIterator());
      } else {
        trees.addTree(commits.parseCommit(head).getTree());
      }
      trees.addTree(new DirCacheIterator(repository.readDirCache()));
      trees.setRecursive(true);
      trees.setFilter(TreeFilter.ANY_DIFF);
      while (trees.next()) {
        int mode = trees.getRawMode(1);
        boolean isFile = mode != 0 && !FileMode.GITLINK.equals(mode);
        if (isFile && !trees.idEqual(0, 1)) {
          searchStaged(trees.getPathString(), reader.open(trees.getObjectId(1)), bytes);
        }
      }
    }
  }

  private void searchStaged(String path, ObjectLoader blob, ByteScan bytes) throws IOException {
    try (InputStream in = blob.openStream()) {
      bytes.hits(in).forEach(hit -> scan.found(path, Optional.empty(), hit));
    }
    scan.searched(blob.getSize());
  }
}
