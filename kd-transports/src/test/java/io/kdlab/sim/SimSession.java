package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionException;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.connection.LinkStatus;
import io.kdlab.link.LinkPace;
import io.kdlab.message.Continue2;
import io.kdlab.message.ControlReportX64;
import io.kdlab.message.ExceptionStop;
import io.kdlab.message.GetContext;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ManipulateBody;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.SetContext;
import io.kdlab.message.StateChange;
import io.kdlab.message.WriteBreakpoint;
import io.kdlab.message.WriteControlSpace;
import io.kdlab.message.WriteMemory;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A bare debugger for tests: the real connection, requests by hand, and what the target said in order.
final class SimSession implements AutoCloseable {
    static final int RIP = 0xF8;
    static final int RCX = 0x80;
    static final int RSP = 0x98;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    final SimImage kernel;
    private final KdConnection link;
    private final BlockingQueue<LinkNotice> notices = new LinkedBlockingQueue<>();
    private int processor;
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private long dr7 = DebugRegisters.DR7_FIXED;

    SimSession(String address, long seed) {
        this(address, seed, LinkPace.HOST);
    }

    SimSession(String address, long seed, LinkPace pace) {
        kernel = SimBoot.of(seed).kernel();
        LinkTap tap = new LinkTap() {
            @Override
            public void note(Instant time, Kind kind, String text, String who) {
                notes.add(text);
            }
        };
        link = KdConnection.open(
                LinkAddress.parse(address),
                ConnectionOptions.standard().withTap(tap).withPace(pace),
                notices::add);
    }

    /// A machine of its own, booted: its two images were reported and let go.
    static SimSession booted(long seed) throws ConnectionException, InterruptedException {
        SimSession session = new SimSession("sim:x64,seed=" + seed, seed);
        session.firstStop();
        session.go();
        session.nextStop();
        session.go();
        return session;
    }

    /// Booted, and stopped by a break-in.
    static SimSession stopped(long seed) throws ConnectionException, InterruptedException {
        SimSession session = booted(seed);
        session.breakIn();
        return session;
    }

    void passImages() throws ConnectionException, InterruptedException {
        for (int images = 0; images < 2; images++) {
            assertThat(nextStop().body()).isInstanceOf(LoadSymbols.class);
            go();
        }
    }

    /// The first stop of a machine that was just switched on; it can be over before anybody subscribed.
    StateChange firstStop() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            LinkNotice notice = notices.poll(50, TimeUnit.MILLISECONDS);
            if (notice instanceof LinkNotice.StateChanged stop) {
                return stop.change();
            }
            if (notice == null && link.status() instanceof LinkStatus.Stopped(StateChange change, var _)) {
                return change;
            }
        }
        throw new AssertionError(
                "no stop within " + LIMIT + ": " + link.status().text() + "; " + notes);
    }

    LinkStatus status() {
        return link.status();
    }

    /// What the link wrote into its journal.
    List<String> notes() {
        return notes;
    }

    /// What nobody has waited for yet.
    List<LinkNotice> notices() {
        return List.copyOf(notices);
    }

    /// How often something had to be sent again, or came damaged.
    long repaired() {
        return link.counters().retransmitted() + link.counters().damaged();
    }

    /// Breaks in as soon as the wire is open.
    StateChange breakInUntilStopped() throws ConnectionException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (link.status() instanceof LinkStatus.Opening && System.nanoTime() < end) {
            notices.poll(20, TimeUnit.MILLISECONDS);
        }
        return breakIn();
    }

    /// Breaks in and waits for nothing.
    void breakInNow() throws ConnectionException, InterruptedException {
        link.breakIn(Epoch.NONE);
    }

    StateChange breakIn() throws ConnectionException, InterruptedException {
        link.breakIn(Epoch.NONE);
        StateChange change = nextStop();
        assertThat(code(change)).isEqualTo(NtStatus.BREAKPOINT);
        return change;
    }

    /// From one break-in to the next, with at least one report of the kernel's between them.
    void workASecond() throws ConnectionException, InterruptedException {
        write(kernel.export("SimReportSeconds"), Bytes.ofHex("01000000"));
        skipInt3();
        go();
        printed("tick");
        breakIn();
    }

    /// What follows is for this processor; a stop makes it the one that reported.
    SimSession on(int number) {
        processor = number;
        return this;
    }

    Manipulate ask(ManipulateBody body, Bytes data) throws ConnectionException, InterruptedException {
        return link.request(Epoch.NONE, Manipulate.request(processor, body, data), LIMIT);
    }

    Manipulate ask(ManipulateBody body) throws ConnectionException, InterruptedException {
        return ask(body, Bytes.EMPTY);
    }

    void tell(ManipulateBody body) throws ConnectionException, InterruptedException {
        link.send(Epoch.NONE, Manipulate.request(processor, body));
    }

    void go() throws ConnectionException, InterruptedException {
        tell(Continue2.of(NtStatus.CONTINUE, false, dr7));
    }

    void goNotHandled() throws ConnectionException, InterruptedException {
        tell(Continue2.of(NtStatus.EXCEPTION_NOT_HANDLED, false, dr7));
    }

    StateChange step() throws ConnectionException, InterruptedException {
        tell(Continue2.of(NtStatus.CONTINUE, true, dr7));
        return nextStop();
    }

    void answer(String line) throws ConnectionException, InterruptedException {
        link.answerPrompt(Epoch.NONE, line);
    }

    Bytes read(long address, int count) throws ConnectionException, InterruptedException {
        return ask(ReadMemory.of(Address.of(address), count)).data();
    }

    long quad(String export) throws ConnectionException, InterruptedException {
        return read(kernel.export(export), 8).u64(0);
    }

    void write(long address, Bytes bytes) throws ConnectionException, InterruptedException {
        Manipulate reply = ask(new WriteMemory(Address.of(address), bytes.length(), 0), bytes);
        assertThat(reply.status()).isEqualTo(NtStatus.SUCCESS);
    }

    Manipulate plant(long address) throws ConnectionException, InterruptedException {
        return ask(new WriteBreakpoint(Address.of(address), 0));
    }

    Bytes context() throws ConnectionException, InterruptedException {
        return ask(new GetContext(0)).data();
    }

    void context(Bytes image) throws ConnectionException, InterruptedException {
        assertThat(ask(new SetContext(0), image).status()).isEqualTo(NtStatus.SUCCESS);
    }

    /// Steps over an `int3` that is part of the code.
    void skipInt3() throws ConnectionException, InterruptedException {
        Bytes context = context();
        context(context.with(RIP, quadBytes(context.u64(RIP) + 1)));
    }

    /// Sets one hardware breakpoint through the control space; `kind` and `length` as in DR7.
    void watch(int index, long address, int kind, int length) throws ConnectionException, InterruptedException {
        Bytes special = ask(ReadControlSpace.of(2, SpecialRegisters.SIZE)).data();
        Bytes changed = special.with(0x20 + 8 * index, quadBytes(address));
        Manipulate reply = ask(new WriteControlSpace(2, changed.length(), 0), changed);
        assertThat(reply.status()).isEqualTo(NtStatus.SUCCESS);
        dr7 = DebugRegisters.DR7_FIXED | 2L << (2 * index) | (long) (kind | length << 2) << (16 + 4 * index);
    }

    void unwatch() {
        dr7 = DebugRegisters.DR7_FIXED;
    }

    StateChange nextStop() throws InterruptedException {
        while (true) {
            if (next() instanceof LinkNotice.StateChanged stop && !stop.surplus()) {
                processor = stop.change().processor();
                return stop.change();
            }
        }
    }

    /// Waits for a print that contains this; stops before it are an error.
    String printed(String part) throws InterruptedException {
        while (true) {
            LinkNotice notice = next();
            assertThat(notice).isNotInstanceOf(LinkNotice.StateChanged.class);
            if (notice instanceof LinkNotice.Printed(String text, var _) && text.contains(part)) {
                return text;
            }
        }
    }

    LinkNotice next() throws InterruptedException {
        LinkNotice notice = notices.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(notice).as("something from the target within %s", LIMIT).isNotNull();
        return notice;
    }

    static NtStatus code(StateChange change) {
        assertThat(change.body()).isInstanceOf(ExceptionStop.class);
        return ((ExceptionStop) change.body()).code();
    }

    static ControlReportX64 report(StateChange change) {
        return (ControlReportX64) change.report();
    }

    static Bytes quadBytes(long value) {
        byte[] bytes = new byte[8];
        for (int n = 0; n < 8; n++) {
            bytes[n] = (byte) (value >>> (8 * n));
        }
        return Bytes.of(bytes);
    }

    @Override
    public void close() {
        link.close();
    }
}
