package com.remitflex.core.engine;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import java.time.Instant;
import java.util.Optional;

/** Which callers of a batch may still act; each accepted command can change it for the next one. */
public interface CallerStatuses {
  /** The statuses of a batch without callers. */
  CallerStatuses NONE =
      new CallerStatuses() {
        @Override
        public Optional<ApiError> rejection(Principal caller, Instant now) {
          throw new IllegalStateException("not loaded: " + caller.keyId());
        }

        @Override
        public boolean isWithoutEffect(Principal caller) {
          return false;
        }

        @Override
        public void changed(Object row) {}
      };

  /** Why the caller may no longer act at this time, if so. */
  Optional<ApiError> rejection(Principal caller, Instant now);

  /** Whether no command of the caller takes effect, although it is decided like any other. */
  boolean isWithoutEffect(Principal caller);

  /** Takes over a row that an accepted command has changed. */
  void changed(Object row);
}
