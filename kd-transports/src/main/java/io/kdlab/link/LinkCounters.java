package io.kdlab.link;

/// What a link has seen. Written by its event loop only; others read numbers that may be a moment old.
public final class LinkCounters {
    private volatile long sent;
    private volatile long retransmitted;
    private volatile long received;
    private volatile long duplicates;
    private volatile long damaged;
    private volatile long noise;
    private volatile long strayBytes;
    private volatile long breakIns;
    private volatile long resets;
    private volatile long bytesOut;
    private volatile long bytesIn;

    /// Data packets sent, retransmissions not counted.
    public long sent() {
        return sent;
    }

    /// Data packets sent again.
    public long retransmitted() {
        return retransmitted;
    }

    /// Data packets taken.
    public long received() {
        return received;
    }

    /// Data packets dropped because they had been taken before.
    public long duplicates() {
        return duplicates;
    }

    /// Packets that were not intact.
    public long damaged() {
        return damaged;
    }

    /// Bytes outside any packet.
    public long noise() {
        return noise;
    }

    /// Bytes that made no intact packet since the last one that was intact. Grows on a line of the wrong rate.
    public long strayBytes() {
        return strayBytes;
    }

    /// Break-in bytes sent.
    public long breakIns() {
        return breakIns;
    }

    /// RESETs sent.
    public long resets() {
        return resets;
    }

    /// Bytes handed to the wire: packets with their headers and trailers, acks and retransmissions, break-ins.
    public long bytesOut() {
        return bytesOut;
    }

    /// Bytes that the wire gave, whatever they were.
    public long bytesIn() {
        return bytesIn;
    }

    /// So many bytes are about to be handed to the wire.
    public void wrote(int count) {
        bytesOut += count;
    }

    /// The wire gave so many bytes.
    public void read(int count) {
        bytesIn += count;
    }

    void intact() {
        strayBytes = 0;
    }

    void noise(int count) {
        noise += count;
        strayBytes += count;
    }

    void damaged(int count) {
        damaged++;
        strayBytes += count;
    }

    void performed(LinkEffect effect, boolean again) {
        switch (effect) {
            case LinkEffect.Transmit _ when again -> retransmitted++;
            case LinkEffect.Transmit _ -> sent++;
            case LinkEffect.Deliver _ -> received++;
            case LinkEffect.Drop(LinkEffect.Drop.Reason reason)
            when reason == LinkEffect.Drop.Reason.DUPLICATE -> duplicates++;
            case LinkEffect.SendBreakIn _ -> breakIns++;
            case LinkEffect.SendReset _ -> resets++;
            default -> {
                // Not counted.
            }
        }
    }
}
