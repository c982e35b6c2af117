package io.kdlab.unwind;

import io.kdlab.symbol.FrameData;
import io.kdlab.value.Address;
import java.util.Optional;

/// Knows in which image code lies and where that image lists its functions' unwind data.
public interface UnwindSource {
    /// The image that `pc` lies in, empty outside all images.
    Optional<ImageUnwind> at(Address pc);

    /// How symbols say that the frame of 32-bit code at `pc` is undone.
    default Optional<FrameData> frame(Address pc) {
        return Optional.empty();
    }

    /// An image and its exception directory.
    ///
    /// @param rva of the directory; what is listed there is sorted by address
    /// @param size of the directory in bytes, 0 where the image has none or its headers cannot be read
    record ImageUnwind(Address base, int rva, int size) {}
}
