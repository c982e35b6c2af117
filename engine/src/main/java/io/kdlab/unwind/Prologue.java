package io.kdlab.unwind;

import io.kdlab.target.Memory;
import io.kdlab.unwind.UnwindSource.ImageUnwind;
import io.kdlab.value.Address;
import java.util.Optional;

/// Where a function of x64 has all its registers saved.
public final class Prologue {
    private Prologue() {}

    /// The first instruction behind the prologue of the function that begins at `function`; empty where nothing
    /// readable describes one.
    public static Optional<Address> end(Address function, Memory memory, UnwindSource source) {
        Reader reader = new Reader(memory);
        try {
            Optional<ImageUnwind> image = source.at(function);
            return image.flatMap(known -> new FunctionTable(reader, known).covering(function.minus(known.base())))
                    .map(entry -> X64Part.of(reader, image.orElseThrow(), entry))
                    .map(part -> function.plus(part.info().prologue()));
        } catch (Reader.Ended unreadable) {
            return Optional.empty();
        }
    }
}
