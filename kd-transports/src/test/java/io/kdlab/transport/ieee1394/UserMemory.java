package io.kdlab.transport.ieee1394;

import com.sun.jna.Pointer;

/// The memory of the process that called `ioctl(2)`, as the kernel reaches it.
public interface UserMemory {
    byte[] read(long address, int length);

    void write(long address, byte[] bytes);

    /// This very process.
    UserMemory OWN = new UserMemory() {
        @Override
        public byte[] read(long address, int length) {
            return length == 0 ? new byte[0] : new Pointer(address).getByteArray(0, length);
        }

        @Override
        public void write(long address, byte[] bytes) {
            new Pointer(address).write(0, bytes, 0, bytes.length);
        }
    };
}
