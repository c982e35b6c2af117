package io.kdlab.engine;

import io.kdlab.breakpoint.Breakpoints;
import io.kdlab.breakpoint.ClientBreakpoints;
import io.kdlab.breakpoint.EventFilters;
import io.kdlab.command.Capture;
import io.kdlab.command.CommandSession;
import io.kdlab.command.CommandState;
import io.kdlab.command.Output;
import io.kdlab.command.PrintFilter;
import io.kdlab.memory.PageTables;
import io.kdlab.memory.ProcessTarget;
import io.kdlab.session.EndPolicy;
import io.kdlab.session.GoHow;
import io.kdlab.session.Role;
import io.kdlab.session.StepKind;
import io.kdlab.stub.WireCount;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.StopEvent;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The session as one command line sees it; remembers whether the line asked to end.
/// A line at an event sees it otherwise: [EventSession].
class EngineSession implements CommandSession {
    /// `MANUALLY_INITIATED_CRASH`.
    private static final int MANUAL_CRASH = 0xe2;

    private final Machinery machinery;
    private final Caller caller;
    private final String client;
    private final Capture out;
    private final String prompt;
    private Optional<CommandOutcome> quit = Optional.empty();

    /// Whoever typed the line.
    interface Caller {
        /// The engine itself, which announces stops and gives no commands.
        Caller NOBODY = (role, command) -> Optional.of("nobody asked for '" + command + "'");

        /// Whether he may do what needs `role`, which is then noted; else why not.
        Optional<String> permit(Role role, String command);
    }

    /// The session as nobody in particular sees it.
    EngineSession(Machinery machinery, Caller caller, Output out, String prompt) {
        this(machinery, caller, "", out, prompt);
    }

    /// @param client who typed the line, as others see him
    EngineSession(Machinery machinery, Caller caller, String client, Output out, String prompt) {
        this.machinery = machinery;
        this.caller = caller;
        this.client = client;
        this.out = new Capture(out);
        this.prompt = prompt;
    }

    /// The outcome when the line asked to end.
    Optional<CommandOutcome> asked() {
        return quit;
    }

    @Override
    public Target target() {
        Target live = machinery.session().target();
        return state().directory()
                .<Target>map(directory -> new ProcessTarget(live, new PageTables(live, directory)))
                .orElse(live);
    }

    @Override
    public Symbols symbols() {
        return machinery.symbols();
    }

    @Override
    public Breakpoints breakpoints() {
        Breakpoints all = machinery.control().breakpoints();
        return client.isEmpty() ? all : new ClientBreakpoints(all, client);
    }

    @Override
    public String client() {
        return client;
    }

    @Override
    public Output out() {
        return out;
    }

    @Override
    public String captured(Runnable commands) {
        return out.during(commands);
    }

    @Override
    public Optional<String> permit(Role role, String command) {
        return caller.permit(role, command);
    }

    @Override
    public CommandState state() {
        return machinery.commandState();
    }

    @Override
    public Clock clock() {
        return machinery.options().clock();
    }

    @Override
    public String prompt() {
        return prompt;
    }

    @Override
    public void checkCancelled() {
        machinery.session().checkCancelled();
    }

    @Override
    public Optional<StopEvent> lastEvent() {
        return machinery.lastStop();
    }

    @Override
    public StopEvent go(GoHow how, Set<Address> until) {
        return machinery.control().go(how, until);
    }

    @Override
    public StopEvent goOn() {
        return machinery.control().go(GoHow.DEFAULT, Set.of());
    }

    @Override
    public EventFilters filters() {
        return machinery.control().filters();
    }

    @Override
    public void symbolsChanged() {
        machinery.control().anchors().resolve();
    }

    @Override
    public void breakIn() {
        machinery.session().wantBreak();
    }

    @Override
    public List<String> prints() {
        return machinery.prints().lines();
    }

    @Override
    public PrintFilter printFilter() {
        return machinery.prints().filter();
    }

    @Override
    public StopEvent step(StepKind kind) {
        return machinery.control().step(kind);
    }

    @Override
    public StopEvent stepQuietly(StepKind kind) {
        machinery.quiet(true);
        try {
            return machinery.control().step(kind);
        } finally {
            machinery.quiet(false);
        }
    }

    @Override
    public void selectProcessor(int processor) {
        machinery.session().switchProcessor(processor);
    }

    @Override
    public void reboot() {
        machinery.session().reboot();
    }

    @Override
    public void crash() {
        machinery.session().crash(MANUAL_CRASH);
    }

    @Override
    public WireCount carried() {
        return machinery.session().carried();
    }

    @Override
    public void forgetMemory() {
        machinery.session().access().dropMemory();
    }

    @Override
    public long rememberedMemory() {
        return machinery.session().access().remembered();
    }

    @Override
    public void reloadModules() {
        machinery.reloadModules();
    }

    @Override
    public void quit(Optional<EndPolicy> policy) {
        quit = Optional.of(new CommandOutcome.Quit(policy));
    }
}
