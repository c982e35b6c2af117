package io.kdlab.packet;

/// The packet types of the protocol. Plain numbers, because a wire may carry others.
public final class PacketType {
    public static final int UNUSED = 0;
    /// The obsolete 32-bit form of a state change.
    public static final int STATE_CHANGE32 = 1;
    public static final int STATE_MANIPULATE = 2;
    public static final int DEBUG_IO = 3;
    /// Control.
    public static final int ACKNOWLEDGE = 4;
    /// Control.
    public static final int RESEND = 5;
    /// Control.
    public static final int RESET = 6;
    public static final int STATE_CHANGE64 = 7;
    /// A request code inside the target; never on a wire.
    public static final int POLL_BREAKIN = 8;
    public static final int TRACE_IO = 9;
    public static final int CONTROL_REQUEST = 10;
    public static final int FILE_IO = 11;
    /// What targets report as the largest type.
    public static final int MAX = 12;

    private static final String[] NAMES = {
        "UNUSED", "STATE_CHANGE32", "STATE_MANIPULATE", "DEBUG_IO", "ACK", "RESEND",
        "RESET", "STATE_CHANGE64", "POLL_BREAKIN", "TRACE_IO", "CONTROL_REQUEST", "FILE_IO"
    };

    private PacketType() {}

    /// The field's word for `type`, or `TYPE_n`.
    public static String name(int type) {
        return type >= 0 && type < NAMES.length ? NAMES[type] : "TYPE_" + type;
    }

    /// Whether packets of this type use the control leader.
    public static boolean isControl(int type) {
        return type == ACKNOWLEDGE || type == RESEND || type == RESET;
    }
}
