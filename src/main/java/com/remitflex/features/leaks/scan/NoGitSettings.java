package com.remitflex.features.leaks.scan;

import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Hides the machine's Git settings from the library. Otherwise it would run git to find them, and
 * write a file into the repository to measure the resolution of the file system's clock.
 */
final class NoGitSettings extends SystemReader.Delegate {
  private static final int PACK_CACHE = 128 << 20;
  private static final int DELTA_CACHE = 48 << 20;

  private NoGitSettings() {
    super(SystemReader.getInstance());
  }

  static synchronized void install() {
    if (SystemReader.getInstance() instanceof NoGitSettings) {
      return;
    }
    SystemReader.setInstance(new NoGitSettings());
    WindowCacheConfig cache = new WindowCacheConfig();
    cache.setPackedGitLimit(PACK_CACHE);
    cache.setPackedGitWindowSize(64 << 10);
    cache.setDeltaBaseCacheLimit(DELTA_CACHE);
    cache.install();
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new Empty(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new Empty(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new Empty(parent, fs);
  }

  private static final class Empty extends FileBasedConfig {
    Empty(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    /** Replaces the measurement: no file system's clock is coarser than two seconds. */
    @Override
    public long getTimeUnit(
        String section, @Nullable String subsection, String name, long other, TimeUnit unit) {
      return section.equals("filesystem")
          ? unit.convert(2, TimeUnit.SECONDS)
          : super.getTimeUnit(section, subsection, name, other, unit);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
