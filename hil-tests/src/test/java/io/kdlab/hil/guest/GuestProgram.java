package io.kdlab.hil.guest;

import java.util.List;

/// What a test lets run inside the guest. Implementations have a constructor without arguments.
///
/// The JVM in there is about twelve times slower than the host's: keep such programs, and what they load, small. The
/// guest's class path has `kd-transports` and its libraries, the test classes of `kd-transports` and `hil-tests`, and
/// nothing else (no JUnit, no AssertJ, no Jackson).
@FunctionalInterface
public interface GuestProgram {
    /// Runs to its end; whatever it throws fails the test on the host, stack trace and all.
    void run(GuestVoice voice, List<String> arguments) throws Exception;
}
