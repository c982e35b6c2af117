package io.kdlab.unwind;

import io.kdlab.arch.Arm64;
import io.kdlab.arch.RegisterFile;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A stack, innermost frame first.
///
/// @param ended why it goes no further, in one line; empty where it ended as stacks do
public record StackWalk(List<Frame> frames, String ended) {
    /// Frames of a stack that has no end.
    public static final int MOST_FRAMES = 0xffff;

    /// Walks from `registers` outwards, at most `limit` frames.
    public static StackWalk of(RegisterFile registers, Memory memory, UnwindSource source, int limit) {
        List<Frame> frames = new ArrayList<>();
        RegisterFile inner = registers;
        boolean called = false;
        while (frames.size() < limit) {
            // What was interrupted may be anywhere, but what is called from nowhere is a stack that went wrong.
            if (called && source.at(inner.pc()).isEmpty()) {
                return last(frames, inner, true, inner.pc() + " is in no module");
            }
            memory.ordinary(inner.sp(), memory.pointerSize());
            switch (CallerStep.from(inner, memory, source, !called)) {
                case Unwound.Unreadable(var at, var what) -> {
                    return last(frames, inner, called, what + " at " + at + " cannot be read");
                }
                case Unwound.Broken(var why) -> {
                    return last(frames, inner, called, why);
                }
                case Unwound.Caller(var outer, var kind, var machineFrame) -> {
                    frames.add(new Frame(frames.size(), inner, outer.pc(), kind, called, machineFrame));
                    if (outer.pc().equals(Address.ZERO)) {
                        return new StackWalk(List.copyOf(frames), "");
                    }
                    // An interruption may have switched stacks; nothing else moves the stack pointer down.
                    if (kind != Frame.Kind.MACHINE && !isDeeper(outer, inner, frames.size() == 1)) {
                        return new StackWalk(List.copyOf(frames), "the stack pointer does not grow at " + outer.sp());
                    }
                    inner = outer;
                    called = kind != Frame.Kind.MACHINE;
                }
            }
        }
        return new StackWalk(List.copyOf(frames), "");
    }

    /// On ARM64 a call pushes nothing, so the innermost function may have its caller's stack pointer.
    private static boolean isDeeper(RegisterFile outer, RegisterFile inner, boolean innermost) {
        int order = outer.sp().compareTo(inner.sp());
        return order > 0 || order == 0 && innermost && outer.architecture() instanceof Arm64;
    }

    private static StackWalk last(List<Frame> frames, RegisterFile registers, boolean called, String why) {
        frames.add(new Frame(frames.size(), registers, Address.ZERO, Frame.Kind.LAST, called, Optional.empty()));
        return new StackWalk(List.copyOf(frames), why);
    }
}
