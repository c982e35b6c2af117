package io.kdlab.unwind;

import io.kdlab.symbol.FrameData;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.PeImage;
import io.kdlab.symbol.Symbols;
import io.kdlab.value.Address;
import java.util.Optional;

/// The exception directories of a target's modules, from their images in the target's memory, and what the modules'
/// symbols know of 32-bit frames.
public record ModuleUnwind(Symbols symbols) implements UnwindSource {
    @Override
    public Optional<ImageUnwind> at(Address pc) {
        return symbols.modules().containing(pc).map(this::image);
    }

    @Override
    public Optional<FrameData> frame(Address pc) {
        return symbols.frame(pc);
    }

    private ImageUnwind image(Module module) {
        PeImage.Directory directory =
                symbols.image(module).toOptional().map(PeImage::exceptions).orElse(new PeImage.Directory(0, 0));
        return new ImageUnwind(module.base(), directory.rva(), directory.size());
    }
}
