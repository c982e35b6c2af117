package io.kdlab.command;

import io.kdlab.breakpoint.BreakpointTable;
import io.kdlab.breakpoint.Breakpoints;
import io.kdlab.breakpoint.EventFilters;
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
import java.util.List;
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
    private final Breakpoints breakpoints = new BreakpointTable();
    private final EventFilters filters = new EventFilters();
    private final PrintFilter printFilter = new PrintFilter();
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
        return breakpoints;
    }

    @Override
    public EventFilters filters() {
        return filters;
    }

    @Override
    public void symbolsChanged() {
        // Nothing comes or goes here.
    }

    @Override
    public void breakIn() {
        throw new Unsupported("the fixture does not execute");
    }

    @Override
    public List<String> prints() {
        return List.of("printed once");
    }

    @Override
    public PrintFilter printFilter() {
        return printFilter;
    }

    @Override
    public StopEvent goOn() {
        throw new Unsupported("the fixture does not execute");
    }

    @Override
    public String client() {
        return "tester";
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
