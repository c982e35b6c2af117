package io.kdlab.appliance.console;

import java.util.Optional;

/// The keys of the kernel debuggers that say something to the link and not to the target: CTRL and a letter, then
/// ENTER on an otherwise empty line (kd), or CTRL+ALT and the letter (WinDbg). `remote-debugging.md §5.2`.
///
/// CTRL+C needs no ENTER and is the terminal's own; CTRL+D on an empty line ends a console here, as it does in every
/// program that reads lines, so the packet trace has only its CTRL+ALT form.
enum KernelKey {
    /// Leaves at once; the target stays as it is.
    LEAVE('B'),
    /// Breaks in, for where something in between takes CTRL+C.
    BREAK_IN('F'),
    /// Chooses where a restarted kernel stops, the next of three states each time.
    BOOT_BREAK('K'),
    /// Agrees on packet order with the target anew.
    RESYNCHRONISE('R'),
    /// Shows versions.
    VERSION('W');

    private final char letter;

    KernelKey(char letter) {
        this.letter = letter;
    }

    char letter() {
        return letter;
    }

    /// What the terminal sends for CTRL and the letter.
    String typed() {
        return String.valueOf((char) (letter & 0x1f));
    }

    /// The key that `typed` is.
    static Optional<KernelKey> of(String typed) {
        for (KernelKey key : values()) {
            if (key.typed().equals(typed)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
