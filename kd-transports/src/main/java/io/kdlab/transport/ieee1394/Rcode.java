package io.kdlab.transport.ieee1394;

/// How a transaction ended (`linux/firewire-constants.h`).
final class Rcode {
    static final int COMPLETE = 0;
    static final int CONFLICT = 4;
    static final int DATA = 5;
    static final int TYPE = 6;
    static final int ADDRESS = 7;
    static final int SEND_ERROR = 0x10;
    static final int CANCELLED = 0x11;
    static final int BUSY = 0x12;
    /// There was a bus reset since the generation that the request was for. It was not sent.
    static final int GENERATION = 0x13;
    static final int NO_ACK = 0x14;

    private Rcode() {}

    /// Whether the node may answer differently a moment later.
    static boolean passes(int rcode) {
        return rcode >= SEND_ERROR && rcode <= NO_ACK;
    }

    /// Whether the request certainly did nothing.
    static boolean nothingHappened(int rcode) {
        return rcode == BUSY || rcode == GENERATION || (rcode >= CONFLICT && rcode <= ADDRESS);
    }

    static String text(int rcode) {
        return switch (rcode) {
            case COMPLETE -> "complete";
            case CONFLICT -> "conflict";
            case DATA -> "data error";
            case TYPE -> "the node does not do this kind of request";
            case ADDRESS -> "the node has nothing at this address";
            case SEND_ERROR -> "not sent";
            case CANCELLED -> "no answer";
            case BUSY -> "the node is busy";
            case GENERATION -> "the bus was reset";
            case NO_ACK -> "nobody took it";
            default -> "response code %#x".formatted(rcode);
        };
    }
}
