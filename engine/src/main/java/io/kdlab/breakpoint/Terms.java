package io.kdlab.breakpoint;

import io.kdlab.value.Address;
import java.util.Optional;
import java.util.OptionalInt;

/// When a breakpoint counts, and what is done when it does.
///
/// @param condition an expression that must not be zero; empty when there is none
/// @param commands what runs when it fires; empty when the target shall just stop
/// @param oneShot whether it goes when it fires
/// @param process the `EPROCESS` that must be running
/// @param thread the `ETHREAD` that must be running
/// @param deepest it counts only where fewer calls are on the stack
/// @param shallowest it counts only where more calls are on the stack
/// @param owner who alone sees it and is told of it
public record Terms(
        String condition,
        String commands,
        boolean oneShot,
        Optional<Address> process,
        Optional<Address> thread,
        OptionalInt deepest,
        OptionalInt shallowest,
        Optional<String> owner) {
    /// It always counts, and the target stops.
    public static final Terms NONE = new Terms(
            "",
            "",
            false,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty());

    /// The same with another condition.
    public Terms withCondition(String now) {
        return new Terms(now, commands, oneShot, process, thread, deepest, shallowest, owner);
    }

    /// The same with other commands.
    public Terms withCommands(String now) {
        return new Terms(condition, now, oneShot, process, thread, deepest, shallowest, owner);
    }

    /// The same, gone when it fires.
    public Terms once() {
        return new Terms(condition, commands, true, process, thread, deepest, shallowest, owner);
    }

    /// The same, in one process only.
    public Terms inProcess(Address at) {
        return new Terms(condition, commands, oneShot, Optional.of(at), thread, deepest, shallowest, owner);
    }

    /// The same, in one thread only.
    public Terms inThread(Address at) {
        return new Terms(condition, commands, oneShot, process, Optional.of(at), deepest, shallowest, owner);
    }

    /// The same, on stacks of fewer than `calls` only.
    public Terms withDeepest(int calls) {
        return new Terms(condition, commands, oneShot, process, thread, OptionalInt.of(calls), shallowest, owner);
    }

    /// The same, on stacks of more than `calls` only.
    public Terms withShallowest(int calls) {
        return new Terms(condition, commands, oneShot, process, thread, deepest, OptionalInt.of(calls), owner);
    }

    /// The same, somebody's own.
    public Terms ownedBy(String who) {
        return new Terms(condition, commands, oneShot, process, thread, deepest, shallowest, Optional.of(who));
    }
}
