package io.kdlab.transport.net;

import io.kdlab.address.KdnetKey;
import io.kdlab.transport.net.KdnetDatagram.Channel;
import io.kdlab.value.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Any datagrams for both sides of KDNET, one after the other: as they are, or sealed with the right key, since nobody
/// would guess a MAC. Nothing is delivered that is longer than what came.
public final class KdnetDatagramFuzz {
    private static final KdnetKey KEY = KdnetKey.parse("1.2.3.4");
    private static final KdnetSeal SEAL = KdnetSeal.control(KEY);
    private static final InetSocketAddress US = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50000);
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50001);
    private static final Supplier<Bytes> RANDOM = () -> Bytes.zeros(32);

    private KdnetDatagramFuzz() {}

    /// Pieces of a length byte (times four) and that many bytes; the first of them says how they are meant: raw or
    /// sealed, and the version and number that they are sealed with.
    public static void fuzzerTestOneInput(byte[] input) {
        feed(new KdnetHost(KEY, List.of(), RANDOM), input, false);
        feed(new KdnetTarget(KEY, PEER, RANDOM), input, true);
    }

    private static <S> void feed(KdnetMachine<S> machine, byte[] input, boolean toTarget) {
        S state = machine.step(machine.initial(), new KdnetEvent.Bound(US)).state();
        state = machine.step(state, new KdnetEvent.Due()).state();
        int at = 0;
        while (at < input.length) {
            int length = Math.min((input[at] & 0xff) * 4, input.length - at - 1);
            byte[] piece = Arrays.copyOfRange(input, at + 1, at + 1 + length);
            Bytes datagram = piece.length > 1 && (piece[0] & 1) == 0 ? sealed(piece, toTarget) : Bytes.of(piece);
            KdnetMachine.Step<S> step = machine.step(state, new KdnetEvent.Received(PEER, datagram));
            for (KdnetEffect effect : step.effects()) {
                if (effect instanceof KdnetEffect.Deliver(Bytes packet) && packet.length() > datagram.length()) {
                    throw new AssertionError(packet.length() + " bytes out of " + datagram.length());
                }
            }
            state = step.state();
            at += 1 + length;
        }
    }

    private static Bytes sealed(byte[] piece, boolean toTarget) {
        return SEAL.seal(new KdnetDatagram(
                piece[0] >>> 4 & 7,
                Channel.CONTROL,
                piece[1] & 0xff,
                toTarget,
                Bytes.of(piece).slice(2)));
    }
}
