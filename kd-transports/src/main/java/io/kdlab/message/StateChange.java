package io.kdlab.message;

import io.kdlab.packet.PacketType;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// The target stopped and waits for requests, until a continue.
///
/// While it builds this message a target removes every software breakpoint that lies in the reported instructions.
///
/// @param tail the path of a [LoadSymbols], the strings of a [CommandString], sometimes trace data of an
/// [ExceptionStop]
public record StateChange(StateChangeHeader header, StateChangeBody body, ControlReport report, Bytes tail)
        implements KdMessage {
    /// [ExceptionStop].
    public static final int EXCEPTION = 0x3030;
    /// [LoadSymbols].
    public static final int LOAD_SYMBOLS = 0x3031;
    /// [CommandString].
    public static final int COMMAND_STRING = 0x3032;
    /// May be added to a state by targets ("alternate source"); it changes nothing.
    public static final int ALTERNATE = 0x10000;

    @Override
    public int packetType() {
        return PacketType.STATE_CHANGE64;
    }

    /// The processor that stopped, from 0.
    public int processor() {
        return Short.toUnsignedInt(header.processor());
    }

    /// How many processors the target has; a target that says 0 means 1.
    public int processorCount() {
        return Math.max(1, header.processorCount());
    }

    /// Where the processor stands: at the breakpoint instruction, when it is one.
    public Address programCounter() {
        return header.programCounter();
    }

    /// The image's path in a [LoadSymbols], without its NUL; empty otherwise.
    public String path() {
        if (!(body instanceof LoadSymbols symbols)) {
            return "";
        }
        // It ends where the payload ends, wherever an unknown report does.
        Bytes end = report instanceof UnknownControlReport(var bytes) ? bytes.concat(tail) : tail;
        int length = (int) Math.min(Integer.toUnsignedLong(symbols.pathNameLength()), end.length());
        return end.slice(end.length() - length).toLatin1Nul();
    }
}
