package io.kdlab.transport.serial;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/// The system calls on a terminal device that Java lacks. Each throws when it fails, with `errno`.
interface TtyCalls extends Library {
    /// Loaded when first used: it takes a quarter of a second.
    static TtyCalls get() {
        return Loaded.CALLS;
    }

    int open(String path, int flags) throws LastErrorException;

    int close(int fd) throws LastErrorException;

    /// `argument` is read and written in place; not looked at where the request has none.
    int ioctl(int fd, NativeLong request, byte[] argument) throws LastErrorException;

    /// The same for requests whose argument is a number.
    int ioctl(int fd, NativeLong request, NativeLong argument) throws LastErrorException;

    /// Keeps the library from being loaded before its time.
    final class Loaded {
        private static final TtyCalls CALLS = Native.load("c", TtyCalls.class);

        private Loaded() {}
    }
}
