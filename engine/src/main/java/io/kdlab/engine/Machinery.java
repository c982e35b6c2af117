package io.kdlab.engine;

import io.kdlab.arch.Architecture;
import io.kdlab.arch.Disassembler;
import io.kdlab.arch.RegisterFile;
import io.kdlab.breakpoint.RunControl;
import io.kdlab.command.CommandState;
import io.kdlab.command.Interpreter;
import io.kdlab.session.SessionListener;
import io.kdlab.session.SessionOptions;
import io.kdlab.session.TargetSession;
import io.kdlab.stub.StopReport;
import io.kdlab.stub.Stub;
import io.kdlab.symbol.ImageFiles;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleList;
import io.kdlab.symbol.ModuleWalk;
import io.kdlab.symbol.SymbolPath;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.MemoryFault;
import io.kdlab.target.StopEvent;
import io.kdlab.target.TargetVersion;
import io.kdlab.target.Unsupported;
import io.kdlab.unwind.CallerStep;
import io.kdlab.unwind.ModuleUnwind;
import io.kdlab.unwind.Unwound;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The parts of one session and how they hang together: target, run control, symbols, what commands remember.
///
/// Belongs to the thread that owns the target.
final class Machinery {
    /// Numbers the sessions of this process, so that a stub can tell whose request it sees.
    private static final AtomicLong SESSIONS = new AtomicLong(System.nanoTime());

    private final EngineOptions options;
    private final RunControl control;
    private final TargetSession session;
    private final Symbols symbols;
    private final ImageFiles imageFiles;
    private final CommandState commandState = new CommandState();
    private final Consumer<String> notice;
    private final Prints prints = new Prints();
    private Optional<StopEvent> lastStop = Optional.empty();
    private Address kernelBase = Address.ZERO;
    private boolean quiet;

    Machinery(
            Stub stub,
            EngineOptions options,
            Architecture architecture,
            SessionListener listener,
            Fronts fronts,
            Interpreter interpreter) {
        this.options = options;
        this.notice = fronts::notice;
        this.control =
                new RunControl(Disassembler::of, this::caller, new EventCommands(this, fronts, interpreter), notice);
        this.session = new TargetSession(
                stub,
                new SessionOptions(
                        options.targetName(),
                        SESSIONS.incrementAndGet(),
                        architecture,
                        options.clock(),
                        options.epoch()),
                listener,
                control);
        this.control.bind(session);
        this.symbols = new Symbols(session.target(), SymbolPath.parse(options.symbolPath()));
        this.imageFiles = new ImageFiles(symbols, session.target());
        this.session.access().unchanging(imageFiles);
        this.session
                .access()
                .images(at -> symbols.modules().containing(at).map(Module::end).orElse(at));
    }

    EngineOptions options() {
        return options;
    }

    /// The machine number that registers and code are understood of.
    int architectureNumber() {
        return session.target().architecture().machine();
    }

    TargetSession session() {
        return session;
    }

    RunControl control() {
        return control;
    }

    Symbols symbols() {
        return symbols;
    }

    /// What the target prints.
    Prints prints() {
        return prints;
    }

    CommandState commandState() {
        return commandState;
    }

    Optional<StopEvent> lastStop() {
        return lastStop;
    }

    /// Whether the ends of steps are nobody's business, because one of many is made.
    boolean isQuiet() {
        return quiet;
    }

    void quiet(boolean now) {
        quiet = now;
    }

    void stopped(StopEvent event) {
        lastStop = Optional.of(event);
        commandState.stopped();
    }

    /// Reads the target's list of modules, and looks for what breakpoints wait for. What only the target's own notices
    /// told of (at the earliest stops
    /// its list is empty) is kept.
    void reloadModules() {
        readModules();
        control.anchors().resolve();
    }

    private void readModules() {
        TargetVersion version = session.target().version().orElse(null);
        if (version == null) {
            return;
        }
        ModuleWalk walk = ModuleWalk.of(session.target(), version.loadedModuleList(), version.kernelBase());
        if (!walk.modules().isEmpty()) {
            symbols.modules(walk.modules());
        }
        walk.trouble().filter(why -> !walk.modules().isEmpty()).ifPresent(notice);
    }

    /// The target reported an image.
    void image(StopReport.Cause.Symbols image) {
        ModuleList known = symbols.modules();
        if (image.unload()) {
            long size = known.containing(image.base()).map(Module::size).orElse(Integer.toUnsignedLong(image.size()));
            symbols.modules(known.without(image.base()));
            control.anchors().unloaded(image.base(), size);
        } else {
            Address kernel =
                    session.target().version().map(TargetVersion::kernelBase).orElse(Address.ZERO);
            symbols.modules(known.loaded(
                    image.path(), image.base(), Integer.toUnsignedLong(image.size()), image.checksum(), kernel));
            control.anchors().loaded(image.base(), Integer.toUnsignedLong(image.size()));
        }
    }

    /// A kernel has just introduced itself: its modules, and whether breakpoints set by address still mean
    /// anything.
    void established() {
        Address base = session.target().version().map(TargetVersion::kernelBase).orElse(Address.ZERO);
        // Another build may lie at the same addresses, in images of the same size.
        symbols.reload();
        imageFiles.forget();
        readModules();
        control.anchors().established(kernelBase, base);
        if (!base.equals(Address.ZERO)) {
            kernelBase = base;
        }
    }

    void rebooted() {
        control.restarted();
        symbols.modules(ModuleList.EMPTY);
        symbols.reload();
        imageFiles.forget();
        commandState.stopped();
        lastStop = Optional.empty();
    }

    private RegisterFile caller(RegisterFile registers) {
        return switch (CallerStep.from(registers, session.target(), new ModuleUnwind(symbols), true)) {
            case Unwound.Caller step
            when step.registers().pc().equals(Address.ZERO) ->
                throw new Unsupported("nobody called " + registers.pc() + ": the stack ends here");
            case Unwound.Caller step -> step.registers();
            case Unwound.Unreadable(var at, var what) ->
                throw new MemoryFault(at, what + " is needed to find the caller");
            case Unwound.Broken(var why) ->
                throw new Unsupported("cannot find the caller of " + registers.pc() + ": " + why);
        };
    }
}
