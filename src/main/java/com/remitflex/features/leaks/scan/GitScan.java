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
 * Searches the objects of a Git repository, each once however many commits have it, and whether or
 * not anything reaches it. It reads them itself: nothing of the repository's configuration is run,
 * and no git has to be installed.
 */
final class GitScan {
  private static final String MESSAGE = "(commit message)";

  private final Scan scan;
  private final Repository repository;
  private final String prefix;
  private final Map<ObjectId, List<Hit>> holders = new ConcurrentHashMap<>();

  /** The commits that a branch, a tag or another reference reaches. */
  private final Set<ObjectId> reached = new HashSet<>();

  /** The commits that nothing reaches any more, but for a reflog perhaps. */
  private final Set<ObjectId> unreached = ConcurrentHashMap.newKeySet();

  private GitScan(Scan scan, Repository repository, String prefix) {
    this.scan = scan;
    this.repository = repository;
    this.prefix = prefix;
  }

  /**
   * Searches every repository that belongs to a place, and tells of submodules that are not here.
   */
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
                    + " commits of submodules are not here, so they were not searched (for example "
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
      // What could not be opened is a fault already.
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

  /** What is done with an open repository. */
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
        scan.failed(name, "has objects named by SHA-256, which are not searched");
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
          "is a shallow clone, whose older commits are missing: git fetch --unshallow");
    }
    requireAll();
    try (Workers workers = new Workers()) {
      Path objects = repository.getDirectory().toPath().resolve("objects");
      GitObjects.each(scan, objects, id -> workers.run(bytes -> search(id, bytes, submodules)));
    }
    if (!holders.isEmpty()) {
      tellHistory();
    }
  }

  /** Walks through all that is reached, and tells what of it is missing. */
  private void requireAll() throws IOException {
    try (ObjectWalk walk = new ObjectWalk(repository)) {
      for (ObjectId start : starts()) {
        walk.markStart(walk.parseAny(start));
      }
      RevCommit commit;
      while ((commit = walk.next()) != null) {
        commit.disposeBody();
        reached.add(commit);
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

  /** Every tip: branches, tags, notes, the newest stash, and the commit that is checked out. */
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
      boolean holdsKey;
      try (InputStream in = object.openStream()) {
        holdsKey = bytes.holdsKey(in, Long.MAX_VALUE);
      }
      if (type == Constants.OBJ_TREE) {
        submodules(object.getCachedBytes(), submodules);
      } else if (type == Constants.OBJ_COMMIT && !reached.contains(id)) {
        unreached.add(id);
      }
      if (holdsKey) {
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
      default -> holders.put(id, hits);
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
   * Finds the oldest commit and the name of each object that holds a key, among what is reached and
   * then among what is not.
   */
  private void tellHistory() throws IOException {
    Map<ObjectId, List<Hit>> left = new HashMap<>(holders);
    tellHistory(starts(), left);
    if (!left.isEmpty()) {
      tellHistory(unreached, left);
    }
    left.forEach((id, hits) ->
        hits.forEach(hit -> found("(object " + id.name() + ")", Optional.empty(), hit)));
  }

  private void tellHistory(Set<ObjectId> starts, Map<ObjectId, List<Hit>> left) throws IOException {
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
        tellCommit(walk, commit, left);
      }
    } catch (MissingObjectException e) {
      // What is left is told without its name. What a branch or tag lacks is a fault already.
    }
  }

  private void tellCommit(RevWalk walk, RevCommit commit, Map<ObjectId, List<Hit>> left)
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

  /** Searches each file of the index that is not as the last commit has it. */
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
