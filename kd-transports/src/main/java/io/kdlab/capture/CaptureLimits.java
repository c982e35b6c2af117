package io.kdlab.capture;

/// How much disk a capture may take: `keep` files of about `size` bytes each.
public record CaptureLimits(long size, int keep) {
    /// A GiB in all.
    public static final CaptureLimits STANDARD = new CaptureLimits(64L << 20, 16);

    /// The smallest file that is worth its name.
    public static final long SMALLEST = 64 << 10;

    public CaptureLimits {
        if (size < SMALLEST) {
            throw new IllegalArgumentException(
                    "a capture file of " + size + " bytes is too small: at least " + SMALLEST);
        }
        if (keep < 1 || keep > 999) {
            throw new IllegalArgumentException("keep " + keep + " capture files: 1 to 999 can be kept");
        }
    }
}
