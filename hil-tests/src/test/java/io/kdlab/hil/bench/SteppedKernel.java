package io.kdlab.hil.bench;

import io.kdlab.address.LinkAddress;
import io.kdlab.arch.Disassembler;
import io.kdlab.arch.Instruction;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.breakpoint.Reactions;
import io.kdlab.breakpoint.RunControl;
import io.kdlab.capture.Journal;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.session.GoHow;
import io.kdlab.session.SessionListener;
import io.kdlab.session.SessionOptions;
import io.kdlab.session.StepKind;
import io.kdlab.session.TargetSession;
import io.kdlab.stub.LocalStub;
import io.kdlab.stub.StopReport;
import io.kdlab.symbol.ModuleWalk;
import io.kdlab.symbol.SymbolPath;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.StopEvent;
import io.kdlab.target.Target;
import io.kdlab.target.TargetState;
import io.kdlab.target.TargetVersion;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.StackWalk;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A kernel in QEMU under the engine's own parts, in this process: thousands of steps would take too long with text in
/// between.
///
/// What images hold (code, unwind data) is read once. Use it inside [#run].
public final class SteppedKernel implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PAGE = 0x1000;
    private static final int STACK_AHEAD = 0x400;
    private static final int LATE_BREAKS = 4;

    private final Journal journal = Journal.inMemory(Clock.systemUTC());
    private final KdConnection connection;
    private final RunControl control;
    private final TargetSession session;
    private final Symbols symbols;
    private final Map<Address, Bytes> pages = new HashMap<>();

    private SteppedKernel(String wire, SymbolPath path) {
        connection = KdConnection.open(
                LinkAddress.parse(wire),
                ConnectionOptions.standard().withTap(journal).withInitialBreak(true));
        control = new RunControl(
                Disassembler::of,
                registers -> {
                    throw new IllegalStateException("nobody steps out here");
                },
                Reactions.NONE,
                _ -> {});
        session = new TargetSession(
                new LocalStub(connection, journal),
                new SessionOptions("stepped", System.nanoTime(), X64.INSTANCE, Clock.systemUTC(), Epoch.NONE),
                new Quiet(),
                control);
        control.bind(session);
        symbols = new Symbols(session.target(), path);
    }

    /// Breaks into the kernel at `machine`'s wire.
    public static SteppedKernel attach(Qemu machine, TargetKernel kernel) {
        var stepped = new SteppedKernel(machine.wire(), SymbolPath.of(kernel.folder()));
        stepped.session.expectBreak();
        stepped.session.start();
        Waiting.until("a stopped kernel", LIMIT, () -> stepped.session.state() instanceof TargetState.Halted);
        return stepped;
    }

    /// Does `work` on the thread that owns the target.
    public void run(Runnable work, Duration limit) throws Exception {
        Optional<AssertionError> failure = session.submit(() -> {
                    int outer = session.beginCommand();
                    try {
                        work.run();
                        return Optional.<AssertionError>empty();
                    } catch (AssertionError failed) {
                        return Optional.of(failed);
                    } finally {
                        session.endCommand(outer);
                    }
                })
                .get(limit.toSeconds(), TimeUnit.SECONDS);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /// The kernel.
    public Target target() {
        return session.target();
    }

    /// Its symbols.
    public Symbols symbols() {
        return symbols;
    }

    /// Reads the list of what is loaded now.
    public void readModules() {
        TargetVersion version = session.target().version().orElseThrow();
        symbols.modules(ModuleWalk.of(session.target(), version.loadedModuleList(), version.kernelBase())
                .modules());
    }

    /// Executes one instruction.
    public StopEvent step() {
        return control.step(StepKind.INTO);
    }

    /// Runs to an address. Break-ins of the attach that came late are passed.
    public void goTo(Address at) {
        StopEvent stop = control.go(GoHow.DEFAULT, Set.of(at));
        for (int late = 0; late < LATE_BREAKS && !stop.pc().equals(at); late++) {
            stop = control.go(GoHow.DEFAULT, Set.of(at));
        }
        if (!stop.pc().equals(at)) {
            throw new AssertionError("on the way to " + at + ": " + stop);
        }
    }

    /// The instruction that is next.
    public Instruction next(RegisterFile registers) {
        return Disassembler.of(X64.INSTANCE)
                .decode(registers.pc(), read(registers.pc(), 15).known());
    }

    /// The stack as the unwinder sees it.
    public StackWalk stack(RegisterFile registers, int frames) {
        // What the frames need of it comes in one packet, and is not read again.
        target().read(registers.sp(), STACK_AHEAD);
        return StackWalk.of(registers, this::read, new ModuleUnwind(symbols), frames);
    }

    /// What `address` is called.
    public String name(Address address) {
        return symbols.nameAt(address).orElse(address.toString());
    }

    /// Memory; pages of images are kept, but not those that are a stack now.
    private MemorySpan read(Address start, int length) {
        boolean stack = Math.abs(start.minus(target().registers().sp())) < 4 * PAGE;
        boolean onePage = start.alignedDown(PAGE).equals(start.plus(length - 1L).alignedDown(PAGE));
        if (stack || !onePage || symbols.modules().containing(start).isEmpty()) {
            return target().read(start, length);
        }
        Address page = start.alignedDown(PAGE);
        Bytes known = pages.computeIfAbsent(page, at -> target().readAll(at, PAGE));
        return new MemorySpan.Known(known.slice((int) start.minus(page), length));
    }

    @Override
    public void close() {
        session.close();
        connection.close();
        journal.close();
    }

    /// Reads the list of modules and wants to know nothing else.
    private final class Quiet implements SessionListener {
        @Override
        public void established(boolean again) {
            readModules();
        }

        @Override
        public void printed(String text, Instant time) {}

        @Override
        public void asked(String prompt, int maxLength, Instant time) {}

        @Override
        public void askedNoMore() {}

        @Override
        public void changed(TargetState state) {}

        @Override
        public void stopped(StopEvent event) {}

        @Override
        public void image(StopReport.Cause.Symbols image) {}

        @Override
        public void rebooted() {}

        @Override
        public void notice(String text) {}
    }
}
