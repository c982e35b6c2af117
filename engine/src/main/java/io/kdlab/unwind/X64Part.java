package io.kdlab.unwind;

import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import java.util.Optional;

/// A part of a function that has unwind data of its own; most functions are one part.
record X64Part(Reader memory, ImageUnwind image, RuntimeFunction function, UnwindInfo info) {
    private static final int LONGEST_CHAIN = 32;

    static X64Part of(Reader memory, ImageUnwind image, RuntimeFunction entry) {
        RuntimeFunction function = resolve(memory, image, entry);
        Address at = image.base().plus(Integer.toUnsignedLong(function.unwindInfo()));
        return new X64Part(memory, image, function, UnwindInfo.read(memory, at));
    }

    /// How far into this part `pc` is.
    long offset(Address pc) {
        return pc.minus(image.base()) - Integer.toUnsignedLong(function.begin());
    }

    /// The part whose prologue ran before this one was entered.
    Optional<X64Part> parent() {
        return info.chained().map(entry -> of(memory, image, entry));
    }

    /// The part that the function begins with.
    X64Part primary() {
        X64Part part = this;
        for (int link = 0; link < LONGEST_CHAIN; link++) {
            Optional<X64Part> parent = part.parent();
            if (parent.isEmpty()) {
                return part;
            }
            part = parent.get();
        }
        throw endless();
    }

    /// Whether a jump to `target` ends the function: it goes to another one, or to the begin of this one (a
    /// recursion).
    boolean isLeftBy(Address target) {
        long rva = target.minus(image.base());
        RuntimeFunction first = primary().function();
        if (rva == Integer.toUnsignedLong(first.begin())) {
            return true;
        }
        if (function.contains(rva)) {
            return false;
        }
        return new FunctionTable(memory, image)
                .covering(rva)
                .map(entry -> !of(memory, image, entry).primary().function().equals(first))
                .orElse(true);
    }

    static Reader.Ended endless() {
        return Reader.broken("unwind data chain more than " + LONGEST_CHAIN + " parts");
    }

    /// Follows an entry that only points to another one.
    private static RuntimeFunction resolve(Reader memory, ImageUnwind image, RuntimeFunction entry) {
        RuntimeFunction function = entry;
        for (int hops = 0; function.isIndirect(); hops++) {
            if (hops == LONGEST_CHAIN) {
                throw endless();
            }
            Address at = image.base().plus(Integer.toUnsignedLong(function.unwindInfo() & ~1));
            function = RuntimeFunction.at(memory.bytes(at, RuntimeFunction.SIZE, "the list of functions"), 0);
        }
        return function;
    }
}
