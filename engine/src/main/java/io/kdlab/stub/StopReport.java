package io.kdlab.stub;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;

/// A state change as the target sent it.
///
/// @param dr7 as the control report carries it; must go back with the next resume
/// @param instructions the bytes at `pc`, breakpoints removed; the target has dropped its breakpoints in that window
public record StopReport(
        int processor,
        int processors,
        Address thread,
        Address pc,
        Cause cause,
        long dr6,
        long dr7,
        int flags,
        Bytes instructions) {

    /// What the target stopped for.
    public sealed interface Cause {
        /// An exception.
        record Exception(int code, int flags, Address at, boolean firstChance, List<Long> parameters) implements Cause {
            /// Copies the parameters.
            public Exception {
                parameters = List.copyOf(parameters);
            }
        }

        /// An image was loaded or unloaded.
        record Symbols(boolean unload, Address base, int size, int checksum, long process, String path)
                implements Cause {
            /// Whether this is how a kernel says that it goes down.
            public boolean goingDown() {
                return unload && base.value() == -1;
            }
        }

        /// The target wants a debugger command to be run.
        record CommandString(String name, String command) implements Cause {}

        /// Something that nobody here knows.
        record Unknown(int newState) implements Cause {}
    }
}
