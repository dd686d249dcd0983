package com.remitflex.scan;

import com.remitflex.scan.ByteScan.Hit;
import java.io.ByteArrayInputStream;
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
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Searches the objects of a Git repository, each once however many commits have it. It reads them
 * itself: nothing of the repository's configuration is run, and no git has to be installed.
 */
final class GitScan {
  private static final String MESSAGE = "(commit message)";

  private final Scan scan;
  private final Repository repository;
  private final Map<ObjectId, List<Hit>> holders = new ConcurrentHashMap<>();

  private GitScan(Scan scan, Repository repository) {
    this.scan = scan;
    this.repository = repository;
  }

  static void history(Scan scan, Path inside) {
    Path directory = inside.toAbsolutePath();
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.findGitDir(directory.toFile());
    open(scan, inside.toString(), builder, GitScan::history);
  }

  static void staged(Scan scan, Optional<Path> inside) {
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    if (inside.isEmpty()) {
      builder.readEnvironment();
    }
    Path directory = inside.orElse(Path.of("")).toAbsolutePath();
    builder.findGitDir(directory.toFile());
    open(scan, inside.map(Path::toString).orElse("."), builder, GitScan::staged);
  }

  /** What is done with an open repository. */
  private interface Search {
    void run(GitScan scan) throws IOException;
  }

  private static void open(Scan scan, String name, FileRepositoryBuilder builder, Search search) {
    NoGitSettings.install();
    if (builder.getGitDir() == null) {
      scan.failed(name, "is not in a Git repository");
      return;
    }
    try (Repository repository = builder.setMustExist(true).build()) {
      search.run(new GitScan(scan, repository));
    } catch (MissingObjectException e) {
      scan.failed(name, "the repository lacks an object (a partial clone?): " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      scan.failed(name, e);
    }
  }

  private void history() throws IOException {
    if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
      scan.failed(
          repository.getDirectory().toString(),
          "is a shallow clone, whose older commits are missing: git fetch --unshallow");
    }
    try (Workers workers = new Workers();
        ObjectWalk walk = new ObjectWalk(repository)) {
      for (ObjectId start : starts()) {
        walk.markStart(walk.parseAny(start));
      }
      RevCommit commit;
      while ((commit = walk.next()) != null) {
        walk.parseBody(commit);
        search(commit.getRawBuffer(), MESSAGE, commit);
        commit.disposeBody();
      }
      RevObject object;
      while ((object = walk.nextObject()) != null) {
        if (object.getType() == Constants.OBJ_BLOB) {
          ObjectId id = object.copy();
          workers.run(bytes -> search(id, bytes));
        } else if (object instanceof RevTag tag) {
          search(
              repository.open(tag).getBytes(),
              "(message of tag " + tag.getTagName() + ")",
              tag.getObject());
        }
      }
    }
    if (!holders.isEmpty()) {
      tellHistory();
    }
  }

  /** Every tip: branches, tags, notes, the commit that is checked out, and each stash. */
  private Set<ObjectId> starts() throws IOException {
    Set<ObjectId> starts = new HashSet<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      add(starts, ref.getObjectId());
    }
    add(starts, repository.resolve(Constants.HEAD));
    ReflogReader stashes = repository.getRefDatabase().getReflogReader(Constants.R_STASH);
    if (stashes != null) {
      for (ReflogEntry stash : stashes.getReverseEntries()) {
        add(starts, stash.getNewId());
      }
    }
    return starts;
  }

  private static void add(Set<ObjectId> starts, @Nullable ObjectId id) {
    if (id != null && !id.equals(ObjectId.zeroId())) {
      starts.add(id);
    }
  }

  private void search(byte[] message, String place, AnyObjectId id) throws IOException {
    ByteScan bytes = new ByteScan(message.length + 1);
    for (Hit hit : bytes.hits(new ByteArrayInputStream(message))) {
      scan.found(place, Optional.of(id.name()), hit);
    }
    scan.searched(message.length);
  }

  private void search(ObjectId id, ByteScan bytes) {
    try (ObjectReader reader = repository.newObjectReader()) {
      ObjectLoader blob = reader.open(id, Constants.OBJ_BLOB);
      boolean holdsKey;
      try (InputStream in = blob.openStream()) {
        holdsKey = bytes.holdsKey(in, Long.MAX_VALUE);
      }
      if (holdsKey) {
        try (InputStream in = blob.openStream()) {
          holders.put(id, bytes.hits(in));
        }
      }
      scan.searched(blob.getSize());
    } catch (IOException e) {
      scan.failed("object " + id.name(), e);
    }
  }

  /** Finds the oldest commit and the name of each object that holds a key. */
  private void tellHistory() throws IOException {
    Map<ObjectId, List<Hit>> left = new HashMap<>(holders);
    try (RevWalk walk = new RevWalk(repository)) {
      for (ObjectId start : starts()) {
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
    }
    left.forEach((id, hits) ->
        hits.forEach(hit -> scan.found("(object " + id.name() + ")", Optional.empty(), hit)));
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
          hits.forEach(hit -> scan.found(path, Optional.of(commit.name()), hit));
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
