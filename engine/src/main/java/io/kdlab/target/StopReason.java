package io.kdlab.target;

import io.kdlab.value.Address;
import java.util.List;

/// Why a target stands still.
public sealed interface StopReason {
    /// An exception that nothing of ours caused.
    record Exception(int code, boolean firstChance, Address at, List<Long> parameters) implements StopReason {
        /// Copies the parameters.
        public Exception {
            parameters = List.copyOf(parameters);
        }
    }

    /// We, or somebody before us on this link, asked for it.
    record BreakIn() implements StopReason {}

    /// Breakpoints of ours, by id.
    record BreakpointHit(List<Integer> ids) implements StopReason {
        /// Copies the ids.
        public BreakpointHit {
            ids = List.copyOf(ids);
        }
    }

    /// A step that was asked for is done.
    record Stepped() implements StopReason {}

    /// The target reports that another processor is current now.
    record ProcessorSwitched() implements StopReason {}

    /// The kernel gave up. The five numbers are as the target printed or stored them.
    record BugCheck(long code, List<Long> parameters) implements StopReason {
        /// Copies the parameters.
        public BugCheck {
            parameters = List.copyOf(parameters);
        }
    }

    /// The target reported an image that it loaded.
    ///
    /// @param name without its folder
    record ImageLoaded(String name, Address base, long size) implements StopReason {}

    /// The target reported an image that it unloads.
    record ImageUnloaded(String name, Address base) implements StopReason {}

    /// The target printed something that a person waits for.
    record Printed(String text) implements StopReason {}

    /// The kernel is starting up: a person wanted to see that after a restart.
    record Started() implements StopReason {}

    /// Whether the target stands still only because a debugger wanted it to.
    default boolean wanted() {
        return switch (this) {
            case BreakIn _,
                    BreakpointHit _,
                    Stepped _,
                    ProcessorSwitched _,
                    ImageLoaded _,
                    ImageUnloaded _,
                    Printed _,
                    Started _ -> true;
            case Exception _, BugCheck _ -> false;
        };
    }
}
