package com.remitflex.core.engine;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import java.time.Instant;
import java.util.Optional;

/** Which callers of one batch may still act, as each command leaves it for the next one. */
public interface CallerStatuses {
  /** Of a batch without callers. */
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

  /** Why the caller may no longer act at this time, if it may not. */
  Optional<ApiError> rejection(Principal caller, Instant now);

  /** Whether nothing that the caller asks for takes effect, although it is decided as anyone's. */
  boolean isWithoutEffect(Principal caller);

  /** Takes note of a row that an accepted command put. */
  void changed(Object row);
}
