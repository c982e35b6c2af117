package io.kdlab.message;

import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import io.kdlab.value.NtStatus;
import java.nio.charset.StandardCharsets;

/// The target offers to load files from the debugger, or the debugger's reply; they share one form.
///
/// Each request blocks the target: leave none unanswered.
public record FileIo(FileIoHeader header, FileIoBody body, Bytes data) implements KdMessage {
    /// [CreateFile].
    public static final int CREATE = 0x3430;
    /// [ReadFile].
    public static final int READ = 0x3431;
    /// [WriteFile].
    public static final int WRITE = 0x3432;
    /// [CloseFile].
    public static final int CLOSE = 0x3433;

    /// The reply that refuses: everything echoed but the status, no data.
    public FileIo refuse(NtStatus status) {
        return new FileIo(new FileIoHeader(header.api(), status), body, Bytes.EMPTY);
    }

    @Override
    public int packetType() {
        return PacketType.FILE_IO;
    }

    public NtStatus status() {
        return header.status();
    }

    /// The file's name in a [CreateFile] request, without its NUL; empty otherwise.
    public String name() {
        if (!(body instanceof CreateFile)) {
            return "";
        }
        String text = new String(data.toByteArray(), StandardCharsets.UTF_16LE);
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }
}
