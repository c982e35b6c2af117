package io.kdlab.stub;

import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.List;

/// A state change as the target sent it.
///
/// @param brokenIn whether it answers a break-in of ours
/// @param surplus whether it most likely comes from a break byte too many: same place, right after a continue
/// @param dr7 as the control report carries it; must go back with the next resume
/// @param instructions the bytes at `pc`, breakpoints removed; the target has dropped its breakpoints in that
///     window
public record StopReport(
        int processor,
        int processors,
        Address thread,
        Address pc,
        Cause cause,
        boolean brokenIn,
        boolean surplus,
        long dr6,
        long dr7,
        int flags,
        Bytes instructions) {

    /// The same stop after the program counter was set to `pc`; the code there was not reported.
    public StopReport withPc(Address pc) {
        return new StopReport(
                processor, processors, thread, pc, cause, brokenIn, surplus, dr6, dr7, flags, Bytes.EMPTY);
    }

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
