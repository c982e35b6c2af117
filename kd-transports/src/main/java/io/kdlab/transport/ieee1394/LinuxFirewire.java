package io.kdlab.transport.ieee1394;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/// The firewire devices of a Linux machine, by system calls.
///
/// @param devices the folder they are in
record LinuxFirewire(Path devices) implements FirewireBus {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int EINTR = 4;

    private interface C extends Library {
        C INSTANCE = Native.load("c", C.class);

        int open(String path, int flags) throws LastErrorException;

        int ioctl(int fd, NativeLong request, Object... argument) throws LastErrorException;

        int poll(Pointer descriptors, NativeLong count, int millis) throws LastErrorException;

        NativeLong read(int fd, Pointer into, NativeLong count) throws LastErrorException;

        int close(int fd) throws LastErrorException;
    }

    @Override
    public List<String> nodes() throws FirewireException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(devices, "fw[0-9]*")) {
            return StreamSupport.stream(found.spliterator(), false)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FirewireException.ofPeer(devices + ": " + e.getMessage());
        }
    }

    @Override
    public FirewireDevice open(String name) throws FirewireException {
        try {
            return new Device(name, C.INSTANCE.open(name, O_RDWR | O_CLOEXEC));
        } catch (LastErrorException e) {
            throw FirewireException.ofErrno(name, e.getErrorCode());
        }
    }

    private static final class Device implements FirewireDevice {
        private final String name;
        private final int fd;
        /// A `struct pollfd`: descriptor, what is waited for, what has come.
        private final Memory poll = new Memory(8);

        Device(String name, int fd) {
            this.name = name;
            this.fd = fd;
            poll.setInt(0, fd);
            poll.setShort(4, POLLIN);
        }

        @Override
        public int ioctl(int request, Pointer argument) throws FirewireException {
            try {
                // Unsigned: a request whose top bit is set must not become a negative 64-bit number.
                return C.INSTANCE.ioctl(fd, new NativeLong(Integer.toUnsignedLong(request)), argument);
            } catch (LastErrorException e) {
                throw FirewireException.ofErrno(name, e.getErrorCode());
            }
        }

        @Override
        public int read(Pointer into, int size, int millis) throws FirewireException {
            try {
                poll.setShort(6, (short) 0);
                if (C.INSTANCE.poll(poll, new NativeLong(1), millis) == 0) {
                    return 0;
                }
                // A node that left reports a hang-up, and reading says ENODEV.
                return C.INSTANCE.read(fd, into, new NativeLong(size)).intValue();
            } catch (LastErrorException e) {
                if (e.getErrorCode() == EINTR) {
                    return 0;
                }
                throw FirewireException.ofErrno(name, e.getErrorCode());
            }
        }

        @Override
        public void close() {
            try {
                C.INSTANCE.close(fd);
            } catch (LastErrorException _) {
                // It is gone either way.
            }
        }
    }
}
