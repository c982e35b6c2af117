package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoints;
import io.kdlab.breakpoint.EventFilters;
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

/// What commands may ask of the session they run in. Called only by the thread that owns the session.
public interface CommandSession {
    /// The target, its memory cached while it stands still.
    Target target();

    /// Names and addresses of what is loaded in the target.
    Symbols symbols();

    /// The breakpoints; they are placed when the target resumes.
    Breakpoints breakpoints();

    /// Who typed the line, as others see him.
    String client();

    /// Where the text goes.
    Output out();

    /// What `commands` print, which is not shown.
    String captured(Runnable commands);

    /// Whether whoever typed the line may do what needs `role`; else one line that says why not. An aliased
    /// or scripted command is first known when it is about to run, so each is asked for.
    Optional<String> permit(Role role, String command);

    /// What commands remember from one to the next. The same object for the whole session.
    CommandState state();

    /// The clock that people's times come from.
    Clock clock();

    /// The prompt in front of which the command was typed (`0: kd> `), to point at a column.
    String prompt();

    /// Throws `Cancelled` when the person asked to stop this command. Called between the pieces of long output.
    void checkCancelled();

    /// The last stop of the target; empty before the first.
    Optional<StopEvent> lastEvent();

    /// Resumes the target and returns at its next stop, which the session announces by [StopText].
    ///
    /// @param until where to stop once, besides the breakpoints
    StopEvent go(GoHow how, Set<Address> until);

    /// At a breakpoint or event: the target does what it did before, a step included. Elsewhere it runs.
    StopEvent goOn();

    /// What is done at each kind of event.
    EventFilters filters();

    /// Names are known that were not: breakpoints that wait for one are looked for.
    void symbolsChanged();

    /// Breaks into a target that runs; the stop comes later.
    void breakIn();

    /// What the target printed of late, a line each, the oldest first.
    List<String> prints();

    /// Which of the target's lines people see.
    PrintFilter printFilter();

    /// Steps once and returns at the stop, which the session announces by [StopText]. `OUT` may take long.
    StopEvent step(StepKind kind);

    /// The same, but a stop that is nothing but the end of the step is not announced: for commands that
    /// make many steps and show the last one.
    default StopEvent stepQuietly(StepKind kind) {
        return step(kind);
    }

    /// Makes another processor the current one.
    void selectProcessor(int processor);

    /// Restarts the target machine; returns when the request is out.
    void reboot();

    /// Makes the target fail with a bug check; returns when the request is out.
    void crash();

    /// What the wire has carried since the session began; nothing where there is none.
    default WireCount carried() {
        return WireCount.NONE;
    }

    /// Forgets what was read of the target's memory in this stop; what comes next is read anew.
    default void forgetMemory() {}

    /// How many bytes of the target's memory are known in this stop.
    default long rememberedMemory() {
        return 0;
    }

    /// Reads the target's list of modules again.
    void reloadModules();

    /// Ends the session for the front that typed the command. Empty: the person has not said what shall
    /// become of a stopped target, so ask him.
    void quit(Optional<EndPolicy> policy);
}
