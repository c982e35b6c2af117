package io.kdlab.transport.ieee1394;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;

/// What a target publishes in its memory below 16 MB; its configuration ROM says where (kd-protocol.md §10.1,
/// unverified).
///
/// @param magic [#MAGIC]
/// @param channel the number that `bcdedit /dbgsettings 1394 channel:N` set
/// @param sendBuffer physical address of what the target sends ([Mailbox])
/// @param receiveBuffer physical address of what it receives
@Struct(name = "1394 debug info block", size = 32)
public record DebugInfo(
        @At(0) int magic,
        @At(4) short major,
        @At(6) short minor,
        @At(8) int channel,
        @At(12) int busPresent,
        @At(16) long sendBuffer,
        @At(24) long receiveBuffer) {
    static final int SIZE = 32;
    static final int MAGIC = 0xBABABABA;
    private static final int MAJOR = 1;
    /// Node addresses have 48 bits.
    private static final long HIGHEST = (1L << 48) - Mailbox.SIZE;

    /// Whether it can be believed: what lies there may be anything.
    boolean isSound() {
        return magic == MAGIC
                && major == MAJOR
                && isAddress(sendBuffer)
                && isAddress(receiveBuffer)
                && Math.abs(sendBuffer - receiveBuffer) >= Mailbox.SIZE;
    }

    private static boolean isAddress(long address) {
        return address > 0 && address <= HIGHEST && address % Integer.BYTES == 0;
    }
}
