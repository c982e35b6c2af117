package io.kdlab.transport.serial;

/// What the kernel's error numbers mean for who opens a serial port (Linux, all architectures).
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENOTTY = 25;

    private Errno() {}

    /// One clause, with what to do where there is something to do.
    static String words(int number) {
        return switch (number) {
            case ENOENT -> "no such device; is the adapter plugged in?";
            case ENODEV, ENXIO -> "the device has gone; is the adapter plugged in?";
            case EACCES, EPERM -> "permission denied; be in the group that owns the port (dialout)";
            case EBUSY -> "another program has it to itself";
            case EIO -> "there is no UART behind it, or it has just been unplugged";
            case ENOTTY, EINVAL -> "not a serial port";
            default -> "refused by the kernel (errno %d)".formatted(number);
        };
    }
}
