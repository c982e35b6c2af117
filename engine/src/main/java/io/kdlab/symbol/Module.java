package io.kdlab.symbol;

import io.kdlab.value.Address;
import java.util.Locale;

/// An image that the target has loaded, as the target itself describes it.
///
/// @param name what stands before the `!`: the file's name without extension, or `nt` for the kernel
/// @param size bytes that the image covers from `base`
/// @param timestamp of the image's header; 0 where nobody said it
/// @param checksum of the image's header; 0 where nobody said it
/// @param path as the target wrote it
public record Module(String name, Address base, long size, int timestamp, int checksum, String path) {
    /// The kernel's name, whatever its file is called.
    public static final String KERNEL = "nt";

    /// Whether `address` lies in the image.
    public boolean contains(Address address) {
        return Long.compareUnsigned(address.minus(base), size) < 0;
    }

    /// The first address behind the image.
    public Address end() {
        return base.plus(size);
    }

    /// The last component of the path.
    public String fileName() {
        return fileName(path);
    }

    /// The same image under another name.
    public Module named(String other) {
        return new Module(other, base, size, timestamp, checksum, path);
    }

    /// Whether `other` describes the same loaded image; a notice says less about it than the target's list.
    boolean isSameImage(Module other) {
        return base.equals(other.base)
                && size == other.size
                && checksum == other.checksum
                && (timestamp == other.timestamp || timestamp == 0 || other.timestamp == 0);
    }

    static String fileName(String path) {
        int slash = Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'));
        return path.substring(slash + 1);
    }

    /// What a module loaded from `path` is called: its file's name without extension, in a spelling that an
    /// expression can hold.
    public static String nameOf(String path) {
        String file = fileName(path);
        int dot = file.lastIndexOf('.');
        String stem = dot > 0 ? file.substring(0, dot) : file;
        String name = stem.replaceAll("[^A-Za-z0-9_$]", "_");
        return name.isEmpty() ? "unknown" : name;
    }

    boolean isCalled(String other) {
        return name.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT))
                || nameOf(path).equalsIgnoreCase(other);
    }
}
