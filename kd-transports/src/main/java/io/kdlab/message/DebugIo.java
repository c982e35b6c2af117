package io.kdlab.message;

import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;

/// Text between kernel and debugger: a print, a prompt, or the answer to a prompt.
public record DebugIo(DebugIoHeader header, DebugIoBody body, Bytes text) implements KdMessage {
    /// [PrintString].
    public static final int PRINT = 0x3230;
    /// [GetString].
    public static final int GET_STRING = 0x3231;

    /// What a target sends to print.
    public static DebugIo print(int processor, Bytes text) {
        return new DebugIo(header(PRINT, processor), new PrintString(text.length()), text);
    }

    /// What a target sends to ask for a line of at most `longestReply` bytes.
    public static DebugIo prompt(int processor, Bytes text, int longestReply) {
        return new DebugIo(header(GET_STRING, processor), new GetString(text.length(), longestReply), text);
    }

    /// What a debugger sends back to this prompt; cut to what the target takes.
    ///
    /// @throws IllegalStateException when this is no prompt
    public DebugIo answer(Bytes line) {
        if (!(body instanceof GetString(int promptLength, int longest))) {
            throw new IllegalStateException("only a prompt can be answered: " + this);
        }
        int length = (int) Math.min(Integer.toUnsignedLong(longest), line.length());
        return new DebugIo(header, new GetString(promptLength, length), line.slice(0, length));
    }

    @Override
    public int packetType() {
        return PacketType.DEBUG_IO;
    }

    public int processor() {
        return Short.toUnsignedInt(header.processor());
    }

    /// The text, one character per byte: the protocol names no character set.
    public String string() {
        return text.toLatin1();
    }

    private static DebugIoHeader header(int api, int processor) {
        return new DebugIoHeader(api, (short) 0, (short) processor);
    }
}
