package io.kdlab.dump;

import java.util.Optional;

/// What a dump holds, as its header numbers it.
public enum DumpKind {
    /// All memory, by runs of pages.
    FULL(1, "Kernel Complete Dump File: Full address space is available"),
    /// The kernel's pages, by a bitmap; the format before Windows 8.
    KERNEL(2, "Kernel Summary Dump File: Kernel address space is available, User address space may not be available."),
    /// All memory, by a bitmap.
    BITMAP_FULL(5, "Kernel Bitmap Dump File: Full address space is available"),
    /// The kernel's pages, by a bitmap.
    BITMAP_KERNEL(
            6, "Kernel Bitmap Dump File: Kernel address space is available, User address space may not be available.");

    private final int number;
    private final String words;

    DumpKind(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /// The number in the header.
    public int number() {
        return number;
    }

    /// What the field's debuggers say when they open one.
    public String words() {
        return words;
    }

    /// The kind with that number; empty for those that hold no pages (3 header, 4 minidump) or are unknown.
    public static Optional<DumpKind> of(int number) {
        for (DumpKind kind : values()) {
            if (kind.number == number) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
