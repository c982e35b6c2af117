package io.kdlab.engine;

import io.kdlab.command.Output;
import io.kdlab.command.StopText;
import io.kdlab.session.OutputKind;
import io.kdlab.session.SessionListener;
import io.kdlab.stub.StopReport;
import io.kdlab.target.EngineException;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Turns what happens in a session into what fronts are told, and keeps the status that anybody may look at.
final class Announcer implements SessionListener {
    private static final String BUSY = "*BUSY*";

    private final Fronts fronts;
    private final EngineOptions options;
    private final AtomicReference<EngineOutput.@Nullable InputAsked> question = new AtomicReference<>();
    private volatile EngineStatus status;
    private @Nullable Machinery boundMachinery;
    private @Nullable LastStand boundStand;
    private int commands;

    Announcer(Fronts fronts, EngineOptions options) {
        this.fronts = fronts;
        this.options = options;
        this.status = new EngineStatus(
                EngineStatus.State.CONNECTING, "starting", options.clock().instant(), BUSY, true, Optional.empty());
    }

    void bind(Machinery machinery, LastStand stand) {
        boundMachinery = machinery;
        boundStand = stand;
    }

    private LastStand stand() {
        return Objects.requireNonNull(boundStand, "bind() comes first");
    }

    private Machinery machinery() {
        return Objects.requireNonNull(boundMachinery, "bind() comes first");
    }

    EngineStatus status() {
        return status;
    }

    /// The question that is open.
    Optional<EngineOutput> question() {
        return Optional.ofNullable(question.get());
    }

    /// Takes the right to answer: the first who asks for it has it.
    boolean takeQuestion() {
        boolean taken = question.getAndSet(null) != null;
        refresh(machinery().session().state());
        return taken;
    }

    void waiting(String wire) {
        if (options.banner()) {
            fronts.text(OutputKind.NORMAL, Banner.opening(wire));
        }
    }

    /// Something around the session changed that its status tells.
    void look() {
        refresh(machinery().session().state());
    }

    void commandBegins() {
        commands++;
    }

    void commandEnds() {
        commands--;
        // Where many steps end nobody was told of each.
        if (machinery().session().state() instanceof TargetState.Halted(var event)) {
            stand().stopped(event);
        }
        refresh(machinery().session().state());
    }

    @Override
    public void printed(String text, Instant time) {
        machinery().control().printed(text);
        String shown = machinery().prints().printed(text);
        if (!shown.isEmpty()) {
            fronts.tell(new EngineOutput.Text(OutputKind.DEBUGGEE, shown, time));
        }
    }

    @Override
    public void asked(String prompt, int maxLength, Instant time) {
        var asked = new EngineOutput.InputAsked(prompt, maxLength, time);
        question.set(asked);
        fronts.tell(asked);
        refresh(machinery().session().state());
    }

    @Override
    public void askedNoMore() {
        if (question.getAndSet(null) != null) {
            fronts.tell(new EngineOutput.InputDone("", ""));
        }
        refresh(machinery().session().state());
    }

    @Override
    public void changed(TargetState state) {
        if (state instanceof TargetState.Lost lost) {
            fronts.notice(lost.cause());
        }
        if (state instanceof TargetState.Running && !machinery().isQuiet()) {
            stand().runs();
        }
        if (!(state instanceof TargetState.Halted)
                && !(state instanceof TargetState.Running && machinery().isQuiet())) {
            refresh(state);
        }
    }

    @Override
    public void stopped(StopEvent event) {
        machinery().stopped(event);
        if (machinery().isQuiet() && event.reason() instanceof StopReason.Stepped) {
            return;
        }
        stand().stopped(event);
        try {
            if (fronts.all().isEmpty()) {
                fronts.notice(Past.stamped("The target stopped: " + StopText.reason(event.reason()), event.time())
                        .stripTrailing());
            }
            show(event);
        } catch (EngineException unreadable) {
            fronts.text(OutputKind.WARNING, event.pc() + " (" + unreadable.getMessage() + ")\n");
        } finally {
            refresh(machinery().session().state());
        }
    }

    /// A breakpoint that is somebody's own is his alone: others see that the target stopped, and where.
    private void show(StopEvent event) {
        Optional<String> owner = machinery().control().owner(event.reason());
        if (owner.isEmpty()) {
            show(fronts::text, event);
            return;
        }
        Predicate<SessionFront> own = front -> front.identity().who().equals(owner.get());
        var unnamed = new StopEvent(
                event.processor(),
                event.processors(),
                event.thread(),
                event.pc(),
                new StopReason.BreakIn(),
                event.time());
        show((kind, text) -> fronts.text(kind, text, own), event);
        show((kind, text) -> fronts.text(kind, text, own.negate()), unnamed);
    }

    private void show(Output out, StopEvent event) {
        StopText.show(new EngineSession(machinery(), EngineSession.Caller.NOBODY, out, ""), event);
    }

    @Override
    public void established(boolean again) {
        fronts.width(AddressWidth.of(machinery().session().target().pointerSize()));
        machinery().established();
        machinery()
                .session()
                .target()
                .version()
                .filter(version -> version.machine() != machinery().architectureNumber())
                .ifPresent(version -> fronts.notice("This target is " + version.machineName()
                        + "; registers, code and stacks are understood for x64, x86 and ARM64 only, memory works."));
        if (!options.banner()) {
            return;
        }
        fronts.text(
                OutputKind.NORMAL,
                Banner.established(
                        machinery().session().target(),
                        options,
                        machinery().symbols().path().toString(),
                        again));
    }

    @Override
    public void image(StopReport.Cause.Symbols image) {
        machinery().image(image);
    }

    @Override
    public void rebooted() {
        machinery().rebooted();
        fronts.text(OutputKind.NORMAL, Banner.shutdown(options));
    }

    @Override
    public void notice(String text) {
        fronts.notice(text);
    }

    private synchronized void refresh(TargetState state) {
        Optional<String> input = question().map(asked -> ((EngineOutput.InputAsked) asked).prompt());
        EngineStatus next = of(state, input).in(options.leaseEnds().get(), options.captured());
        EngineStatus before = status;
        status = next;
        if (next.isNewsAfter(before)) {
            fronts.tell(new EngineOutput.StateChanged(next));
        }
        if (!next.prompt().equals(before.prompt()) || next.busy() != before.busy()) {
            fronts.tell(new EngineOutput.Prompt(next.prompt(), next.busy()));
        }
    }

    private EngineStatus of(TargetState state, Optional<String> input) {
        if (input.isPresent()) {
            return new EngineStatus(
                    EngineStatus.State.WAITING_FOR_INPUT,
                    "the target asks: " + input.get().strip(),
                    since(EngineStatus.State.WAITING_FOR_INPUT),
                    "Input>",
                    false,
                    input);
        }
        return switch (state) {
            case TargetState.Connecting(var why) ->
                status(EngineStatus.State.CONNECTING, why, since(EngineStatus.State.CONNECTING));
            case TargetState.Running(var since) -> status(EngineStatus.State.RUNNING, "the target runs", since);
            case TargetState.Lost(var cause, var since) ->
                new EngineStatus(EngineStatus.State.LOST, cause, since, "kd>", false, Optional.empty());
            case TargetState.Halted(var event) -> {
                boolean busy = commands > 0;
                yield new EngineStatus(
                        event.reason() instanceof StopReason.BugCheck
                                ? EngineStatus.State.BUG_CHECK
                                : EngineStatus.State.STOPPED,
                        fronts.width().show(StopText.reason(event.reason()) + " at " + event.pc()),
                        event.time(),
                        busy ? BUSY : event.processors() > 1 ? event.processor() + ": kd>" : "kd>",
                        busy,
                        Optional.empty());
            }
        };
    }

    private static EngineStatus status(EngineStatus.State state, String detail, Instant since) {
        return new EngineStatus(state, detail, since, BUSY, true, Optional.empty());
    }

    private Instant since(EngineStatus.State state) {
        return status.state() == state ? status.since() : options.clock().instant();
    }
}
