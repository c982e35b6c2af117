package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.breakpoint.Breakpoints;
import io.kdlab.session.EndPolicy;
import io.kdlab.session.GoHow;
import io.kdlab.session.OutputKind;
import io.kdlab.session.Role;
import io.kdlab.session.StepKind;
import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleList;
import io.kdlab.symbol.SymbolPath;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.Cancelled;
import io.kdlab.target.StopEvent;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A session at a [FixtureTarget]: everything but execution, which the simulated kernel is for.
final class FixtureSession implements CommandSession {
    static final Path IMAGES = Path.of(Objects.requireNonNull(System.getProperty("kdlab.root"), "kdlab.root"))
            .resolve("engine/src/test/resources/images");

    private final FixtureTarget target = new FixtureTarget();
    private final Symbols symbols = new Symbols(target, SymbolPath.of(IMAGES));
    private final CommandState state = new CommandState();
    private final StringBuilder text = new StringBuilder();
    private final List<Breakpoint> breakpoints = new ArrayList<>();
    private final Capture out = new Capture((OutputKind _, String written) -> text.append(written));
    private long untilCancelled = Long.MAX_VALUE;
    private Role allowed = Role.DRIVE;
    private Optional<EndPolicy> ended = Optional.empty();

    FixtureSession() {
        symbols.modules(ModuleList.EMPTY.with(new Module(
                "nt", new Address(FixtureTarget.BASE), 0x5000, 0x5b0a5a41, 0x1234, "\\SystemRoot\\fixture.exe")));
    }

    /// What was written since the last call.
    String takeText() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    /// What `q` asked for.
    Optional<EndPolicy> ended() {
        return ended;
    }

    @Override
    public FixtureTarget target() {
        return target;
    }

    @Override
    public Symbols symbols() {
        return symbols;
    }

    @Override
    public Breakpoints breakpoints() {
        return new Breakpoints() {
            @Override
            public List<Breakpoint> all() {
                return List.copyOf(breakpoints);
            }

            @Override
            public Breakpoint add(BreakpointKind kind, Address at, String expression, int passCount) {
                int id = 0;
                while (id < breakpoints.size() && breakpoints.get(id).id() == id) {
                    id++;
                }
                breakpoints.add(
                        id,
                        new Breakpoint(
                                id, kind, Optional.of(at), expression, true, passCount, passCount, Optional.empty()));
                return breakpoints.get(id);
            }

            @Override
            public void enable(int id, boolean enabled) {
                Breakpoint old = find(id);
                breakpoints.set(
                        breakpoints.indexOf(old),
                        new Breakpoint(
                                id,
                                old.kind(),
                                old.address(),
                                old.expression(),
                                enabled,
                                old.passCount(),
                                old.passesLeft(),
                                old.pending()));
            }

            @Override
            public void remove(int id) {
                breakpoints.remove(find(id));
            }

            private Breakpoint find(int id) {
                return breakpoints.stream()
                        .filter(breakpoint -> breakpoint.id() == id)
                        .findFirst()
                        .orElseThrow(() -> new NoSuchElementException("no breakpoint " + id));
            }
        };
    }

    @Override
    public Output out() {
        return out;
    }

    @Override
    public String captured(Runnable commands) {
        return out.during(commands);
    }

    /// From now on nobody may do more than `most` allows.
    void allow(Role most) {
        allowed = most;
    }

    @Override
    public Optional<String> permit(Role role, String command) {
        return allowed.allows(role) ? Optional.empty() : Optional.of("'" + command + "' needs more than " + allowed);
    }

    @Override
    public CommandState state() {
        return state;
    }

    @Override
    public Clock clock() {
        return Clock.fixed(FixtureTarget.STOPPED.plusSeconds(60), ZoneOffset.UTC);
    }

    @Override
    public String prompt() {
        return "kd> ";
    }

    /// Presses CTRL+C when the session has asked so often whether somebody does.
    void cancelAfter(int times) {
        untilCancelled = times;
    }

    @Override
    public void checkCancelled() {
        if (untilCancelled-- <= 0) {
            throw new Cancelled("stopped");
        }
    }

    @Override
    public Optional<StopEvent> lastEvent() {
        return Optional.of(target.stop());
    }

    @Override
    public StopEvent go(GoHow how, Set<Address> until) {
        throw new Unsupported("the fixture does not execute");
    }

    @Override
    public StopEvent step(StepKind kind) {
        throw new Unsupported("the fixture does not execute");
    }

    @Override
    public void selectProcessor(int processor) {
        throw new Unsupported("the fixture has one processor");
    }

    @Override
    public void reboot() {
        throw new Unsupported("the fixture does not execute");
    }

    @Override
    public void crash() {
        throw new Unsupported("the fixture does not execute");
    }

    @Override
    public void reloadModules() {
        symbols.reload();
    }

    @Override
    public void quit(Optional<EndPolicy> policy) {
        ended = policy;
    }
}
