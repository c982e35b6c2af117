package io.kdlab.unwind;

import io.kdlab.arch.RegisterFile;
import io.kdlab.target.Memory;
import io.kdlab.unwind.UnwindSource.ImageUnwind;
import java.util.Optional;

/// One step from a frame to its caller on x64, by the unwind data of the image that the code lies in.
///
/// Nothing is assumed about RBP. Wherever the processor stopped, in a prologue, a body or an epilogue, the
/// question is the same: which part of the prologue has been executed and not yet been undone?
public final class X64Unwinder {
    private static final int LONGEST_CHAIN = 32;

    private X64Unwinder() {}

    /// The caller of the code that runs with `registers`.
    ///
    /// @param memory the target's; unwind data, code and stack are read from it
    public static Unwound unwind(RegisterFile registers, Memory memory, UnwindSource source) {
        return unwind(registers, memory, source, true);
    }

    /// The same; code that stands behind a call need not be read, for it is in no epilogue and holds nothing on the
    /// stack that unwind data do not tell of.
    static Unwound unwind(RegisterFile registers, Memory memory, UnwindSource source, boolean innermost) {
        Reader reader = new Reader(memory);
        try {
            Optional<ImageUnwind> image = source.at(registers.pc());
            Optional<RuntimeFunction> entry = image.flatMap(known ->
                    new FunctionTable(reader, known).covering(registers.pc().minus(known.base())));
            if (entry.isEmpty()) {
                RegisterFile leaf = innermost ? X64Flags.dropped(registers, reader) : registers;
                return new Unwound.Caller(X64Frame.popReturn(leaf, reader), Frame.Kind.LEAF);
            }
            return step(registers, reader, X64Part.of(reader, image.orElseThrow(), entry.get()), innermost);
        } catch (Reader.Ended e) {
            return e.result();
        }
    }

    private static Unwound step(RegisterFile registers, Reader memory, X64Part part, boolean innermost) {
        long offset = part.offset(registers.pc());
        boolean inBody = innermost && offset >= part.info().prologue();
        if (inBody) {
            Optional<Unwound> returned = X64Epilogue.simulate(memory, part, registers);
            if (returned.isPresent()) {
                return returned.get();
            }
        }
        X64Frame frame = new X64Frame(memory, inBody ? X64Flags.dropped(registers, memory) : registers);
        boolean machine = frame.undo(part.info(), offset);
        Optional<X64Part> parent = part.parent();
        for (int link = 0; parent.isPresent() && !machine; link++) {
            if (link == LONGEST_CHAIN) {
                throw X64Part.endless();
            }
            // All of the parent's prologue was executed before its part was entered.
            machine = frame.undo(parent.get().info(), Long.MAX_VALUE);
            parent = parent.get().parent();
        }
        return machine
                ? new Unwound.Caller(frame.registers(), Frame.Kind.MACHINE, frame.machineFrame())
                : new Unwound.Caller(X64Frame.popReturn(frame.registers(), memory), Frame.Kind.UNWOUND);
    }
}
