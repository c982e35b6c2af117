package io.kdlab.transport.net;

import io.kdlab.address.KdnetKey;
import io.kdlab.transport.net.KdnetDatagram.Channel;
import io.kdlab.value.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Any bytes as datagrams, to a debugger and to a target that have a session: some raw, some sealed under the right
/// key,
/// as one who knows it could. Nothing but a packet, no longer than what came, is handed on, and what is answered fits
/// into a datagram.
public final class KdnetSessionFuzz {
    private static final KdnetKey KEY = KdnetKey.parse("1.2.3.4");
    private static final InetSocketAddress HOST = at("10.0.0.1");
    private static final InetSocketAddress TARGET = at("10.0.0.2");
    private static final int MOST = 64;

    private final KdnetHost host = new KdnetHost(KEY, List.of(), () -> Bytes.zeros(32));
    private final KdnetTarget target = new KdnetTarget(KEY, HOST, () -> Bytes.zeros(32));
    private KdnetHostState hostState = host.initial();
    private KdnetTargetState targetState = target.initial();

    private KdnetSessionFuzz() {}

    /// A run of datagrams: a byte that says how each is sealed and for whom, its length in two bytes, its bytes.
    public static void fuzzerTestOneInput(byte[] input) {
        KdnetSessionFuzz pair = new KdnetSessionFuzz();
        pair.join();
        int at = 0;
        for (int count = 0; count < MOST && at + 3 <= input.length; count++) {
            int how = input[at];
            int length = (input[at + 1] & 0xff) << 8 | input[at + 2] & 0xff;
            at += 3;
            int taken = Math.min(length, input.length - at);
            pair.arrive(how, Bytes.of(input, at, taken));
            at += taken;
        }
    }

    private void join() {
        step(true, new KdnetEvent.Bound(HOST));
        step(false, new KdnetEvent.Bound(TARGET));
        List<Bytes> poke = step(false, new KdnetEvent.Due());
        List<Bytes> answer = step(true, new KdnetEvent.Received(TARGET, poke.getFirst()));
        List<Bytes> check = step(false, new KdnetEvent.Received(HOST, answer.getFirst()));
        step(true, new KdnetEvent.Received(TARGET, check.getFirst()));
        if (hostState.session() == null || targetState.session() == null) {
            throw new AssertionError("the two did not come together");
        }
    }

    private void arrive(int how, Bytes bytes) {
        boolean toHost = (how & 1) != 0;
        boolean toTarget = (how & 8) != 0;
        KdnetSession session = toHost ? hostState.session() : targetState.session();
        Bytes datagram = bytes;
        if ((how & 6) == 6) {
            datagram = KdnetSeal.control(KEY).seal(new KdnetDatagram(4, Channel.CONTROL, how & 0xff, toTarget, bytes));
        } else if ((how & 6) == 2 && session != null) {
            datagram = session.seal().seal(new KdnetDatagram(4, Channel.DATA, session.heard() + 1, toTarget, bytes));
        }
        KdnetEvent event = new KdnetEvent.Received(toHost ? TARGET : HOST, datagram);
        for (Bytes emitted : step(toHost, event)) {
            if (emitted.length() > KdnetDatagram.LONGEST
                    || KdnetSeal.channelOf(emitted).isEmpty()) {
                throw new AssertionError("answered with " + emitted.length() + " bytes that are no datagram");
            }
        }
        if ((how & 16) != 0) {
            step(toHost, new KdnetEvent.Due());
        }
    }

    private List<Bytes> step(boolean atHost, KdnetEvent event) {
        List<KdnetEffect> effects;
        if (atHost) {
            KdnetMachine.Step<KdnetHostState> step = host.step(hostState, event);
            hostState = step.state();
            effects = step.effects();
        } else {
            KdnetMachine.Step<KdnetTargetState> step = target.step(targetState, event);
            targetState = step.state();
            effects = step.effects();
        }
        List<Bytes> emitted = new ArrayList<>();
        for (KdnetEffect effect : effects) {
            if (effect instanceof KdnetEffect.Emit emit) {
                emitted.add(emit.datagram());
            } else if (effect instanceof KdnetEffect.Deliver(Bytes packet)
                    && event instanceof KdnetEvent.Received(var _, Bytes datagram)
                    && (packet.isEmpty() || packet.length() > datagram.length())) {
                throw new AssertionError(packet.length() + " bytes out of " + datagram.length());
            }
        }
        return emitted;
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 50_000);
    }
}
