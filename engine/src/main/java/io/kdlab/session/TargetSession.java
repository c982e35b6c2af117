package io.kdlab.session;

import io.kdlab.stub.StopReport;
import io.kdlab.stub.Stub;
import io.kdlab.stub.StubEvent;
import io.kdlab.stub.StubRequest;
import io.kdlab.stub.WireCount;
import io.kdlab.target.Cancelled;
import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.Target;
import io.kdlab.target.TargetLost;
import io.kdlab.target.TargetState;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A live target. One virtual thread owns it; others hand in jobs with [#submit], and only [#interrupt],
/// [#adopt], [#answer] and the state cross without.
///
/// What a stop means is decided by the [StopHandler], which may continue the target by itself. Reports of
/// images and of a reboot are answered here and never reach it.
public final class TargetSession implements AutoCloseable {
    private final Stub stub;
    private final Exchange exchange;
    private final LiveAccess access;
    private final Turn turn = new Turn();
    private final LiveTarget target;
    private final Acquaintance acquaintance;
    private final BreakIns breakIns;
    private final Owner owner;
    private final SessionListener listener;
    private final StopHandler handler;
    private final Question question;
    private final Standing standing;
    private Stub.@Nullable Subscription subscription;
    private @Nullable StopReport stepped;
    /// A stop that could not be dealt with, because the gate had moved and this session had not.
    private @Nullable StopReport unanswered;

    private boolean stepping;
    /// A session over `stub`; nothing happens before [#start].
    public TargetSession(Stub stub, SessionOptions options, SessionListener listener, StopHandler handler) {
        this.stub = stub;
        this.listener = listener;
        this.handler = handler;
        this.question = new Question(listener);
        this.exchange = new Exchange(stub, options.id(), options.epoch());
        this.access = new LiveAccess(exchange, options.architecture());
        this.standing = new Standing(listener, access, options.clock(), stub.wire());
        this.target = new LiveTarget(standing, access, turn);
        this.acquaintance = new Acquaintance(exchange, access, target, listener, handler);
        this.owner = new Owner("session " + options.name(), this::happened);
        this.breakIns = new BreakIns(exchange, failure -> owner.job(() -> listener.notice(failure)));
    }

    public void start() {
        owner.start();
        subscription = stub.subscribe(owner::event);
    }

    /// Runs `work` on the owning thread after what was handed in before.
    public <T> CompletableFuture<T> submit(Callable<T> work) {
        return owner.submit(work);
    }

    /// Breaks in when the target runs; otherwise stops the command that runs.
    public void interrupt() {
        if (standing.isHalted() || turn.isReacting()) {
            turn.cancel();
        } else {
            breakIns.want();
        }
    }

    /// The link breaks in by itself as soon as the wire is open; should another stop come first, the session
    /// sees to it that one break-in comes of it, neither none nor two.
    public void expectBreak() {
        breakIns.expect();
    }

    /// From now on the session acts under `epoch`. What was asked for under another one comes to its end,
    /// because it must not go on under this one.
    public void adopt(Epoch epoch) {
        if (!epoch.equals(exchange.epoch())) {
            exchange.adopt(epoch);
            abandon("the lease under which this was asked has ended");
            owner.job(this::answerLate);
        }
    }

    /// Ends commands that were begun before, and their waits, with [GateClosed] and `reason`.
    public void abandon(String reason) {
        turn.pass(reason);
        owner.wake();
    }

    public Epoch epoch() {
        return exchange.epoch();
    }

    public TargetState state() {
        return standing.state();
    }

    /// Answers the target's question, on the calling thread: the owner may be waiting for a step that the
    /// target cannot end before it has its answer.
    public void answer(String text) {
        exchange.done(new StubRequest.Answer(text));
        owner.job(question::close);
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
        owner.close();
        owner.join(Duration.ofSeconds(10));
    }

    /// What may be asked of the target. The same object for the whole session.
    public Target target() {
        return target;
    }

    /// The requests that [Target] has no words for: other processors, breakpoint slots.
    public LiveAccess access() {
        return access;
    }

    /// What the wire has carried since the stub was opened.
    public WireCount carried() {
        return stub.carried();
    }

    /// Begins a command: an interrupt from before does not count, and a new driver ends it. Returns what
    /// [#endCommand] wants back.
    public int beginCommand() {
        return turn.begin();
    }

    /// Ends a command; the one around it, which waits for the target meanwhile, goes on.
    public void endCommand(int outer) {
        turn.end(outer);
    }

    /// Does `work`, commands that a person left for an event; an interrupt ends them.
    public <T> T react(Supplier<T> work) {
        return turn.react(work);
    }

    /// Throws [Cancelled] when the person asked for it since the command began, and [GateClosed] when he drives
    /// no more.
    public void checkCancelled() {
        turn.check();
    }

    /// What the target said when it stopped. Also answered while the stop handler still judges that stop.
    public StopReport report() {
        turn.checkDriver();
        return standing.report();
    }

    public Address pc() {
        StopReport at = report();
        return access.pc(at.processor(), at.pc());
    }

    /// Continues the target. The next stop goes to the handler.
    public void resume(int status, boolean trace) {
        StopReport from = report();
        long dr7 = handler.dr7(access.reportedDr7(from));
        exchange.done(new StubRequest.Resume(from.processor(), status, trace, dr7));
        breakIns.resumed();
        standing.left();
    }

    /// Executes one instruction and returns the stop behind it, which the handler does not see. Images that are
    /// reported meanwhile are answered.
    ///
    /// @throws TargetLost when the link goes down first
    public StopReport stepOnce(int status) {
        stepping = true;
        stepped = null;
        try {
            resume(status, true);
            owner.pump(() -> stepped != null || !alive() || turn.isOver(), false);
            StopReport there = stepped;
            if (there == null) {
                throw waitEnded();
            }
            return there;
        } finally {
            stepping = false;
        }
    }

    /// Takes a stop that [#stepOnce] returned and hands it to the handler, as if it had come by itself.
    public void deliver(StopReport there) {
        switch (handler.judge(there)) {
            case Verdict.Halt(var at, var reason) -> settle(at, reason);
            case Verdict.Continued _ -> breakIns.resumedUnseen();
        }
    }

    /// Takes `there` as where the target stands from now on, for `reason`, and tells everybody.
    public void settle(StopReport there, StopReason reason) {
        breakIns.stopped(there.brokenIn());
        standing.halted(there, reason);
    }

    /// Waits for a stop that stays. Other jobs are served meanwhile.
    ///
    /// @throws TargetLost when the link goes down first
    /// @throws GateClosed when somebody else drives meanwhile
    public StopEvent awaitHalt() {
        owner.pump(() -> standing.isHalted() || !alive() || turn.isOver(), true);
        if (!turn.isOver() && state() instanceof TargetState.Halted(var event)) {
            return event;
        }
        throw waitEnded();
    }

    /// Waits for a stop that stays, at most `limit`; no other job is served meanwhile. Whether it came.
    public boolean awaitHalt(Duration limit) {
        return owner.pump(() -> standing.isHalted() || !alive(), false, limit) && standing.isHalted();
    }

    /// Breaks in as a person does, on his behalf.
    public void wantBreak() {
        breakIns.want();
    }

    /// Breaks in. The stop arrives as an event.
    public void breakIn() {
        exchange.done(new StubRequest.BreakIn());
    }

    /// Whether the target stopped just now because of a break-in that another stop had overtaken. Says so once.
    public boolean takeOwedBreak() {
        return breakIns.takeOwed();
    }

    public void reboot() {
        report();
        exchange.done(new StubRequest.Reboot());
        standing.left();
        restarted();
    }

    /// Has the kernel crash itself with `code`.
    public void crash(int code) {
        report();
        exchange.done(new StubRequest.CauseBugCheck(code));
        standing.left();
    }

    /// Makes `processor` the current one and waits for its report.
    public void switchProcessor(int processor) {
        report();
        standing.left();
        exchange.done(new StubRequest.SwitchProcessor(processor));
        if (!awaitHalt(Duration.ofSeconds(10))) {
            throw waitEnded();
        }
    }

    private void happened(StubEvent event) {
        turn.eventBegins();
        try {
            dispatch(event);
        } catch (GateClosed moved) {
            unanswered = event instanceof StubEvent.Stopped stop ? stop.report() : unanswered;
        } catch (EngineException failed) {
            listener.notice("While handling what the target reported: " + failed.getMessage());
        } finally {
            turn.eventEnds();
        }
    }

    private void answerLate() {
        StopReport late = unanswered;
        if (late != null && !standing.isHalted()) {
            happened(new StubEvent.Stopped(late, Instant.EPOCH));
        }
    }

    private void dispatch(StubEvent event) {
        switch (event) {
            case StubEvent.Stopped stop -> stopped(stop.report());
            case StubEvent.Running(var time) -> standing.runs(time);
            case StubEvent.Printed(var text, var time) -> listener.printed(text, time);
            case StubEvent.Asked(var prompt, var max, var time) -> question.asked(prompt, max, time);
            case StubEvent.FileRefused refused ->
                listener.notice(
                        "The target asked for the file " + refused.name() + "; it was told that there is none.");
            case StubEvent.Restarted _ -> restarted();
            case StubEvent.Resynchronised _ -> {}
            case StubEvent.LinkDown(var cause, var time) -> {
                breakIns.forget();
                standing.left(new TargetState.Lost(cause, time));
                acquaintance.doubt();
            }
            case StubEvent.LinkUp up -> standing.linkIsUp(up.text());
            case StubEvent.Told told -> listener.notice(told.text());
            case StubEvent.Connecting connecting -> standing.connecting(connecting.what());
            case StubEvent.Waiting waiting -> standing.waiting(waiting.what());
            case StubEvent.GateMoved moved -> {
                if (moved.epoch().isAfter(exchange.epoch())) {
                    abandon(moved.reason());
                }
            }
        }
    }

    private void stopped(StopReport there) {
        question.close();
        unanswered = null;
        standing.arrived(there);
        switch (there.cause()) {
            case StopReport.Cause.Symbols image
            when image.goingDown() -> {
                listener.notice("The target goes down.");
                restarted();
                exchange.done(new StubRequest.ResumePlain(there.processor(), NtStatus.CONTINUE.code()));
                standing.left();
            }
            case StopReport.Cause.Symbols image -> {
                acquaintance.make();
                listener.image(image);
                if (handler.concerns(there)) {
                    arrived(there);
                } else {
                    goOn(there);
                }
            }
            case StopReport.Cause.CommandString(var name, var command) -> {
                listener.notice("The target asks for the command " + name + ": " + command + " (not run)");
                goOn(there);
            }
            case StopReport.Cause.Unknown(var code) -> {
                listener.notice("The target reports state %04x, which nobody here knows; it goes on.".formatted(code));
                goOn(there);
            }
            case StopReport.Cause.Exception _ -> {
                acquaintance.make();
                arrived(there);
            }
        }
    }

    private void arrived(StopReport there) {
        if (stepping) {
            stepped = there;
        } else {
            deliver(there);
        }
    }

    private void goOn(StopReport there) {
        boolean boot = there.thread().value() == 0;
        if (boot && access.architecture().breaksAt(there.instructions())) {
            // Only the boot debugger leaves it to us to step over its own break instruction.
            access.passBreak(there.processor());
        }
        handler.beforeContinue(there);
        resume(NtStatus.CONTINUE.code(), false);
        breakIns.resumedUnseen();
    }

    private void restarted() {
        breakIns.forget();
        question.close();
        acquaintance.end();
        if (handler.breaksAtBoot()) {
            breakIns.expect();
        }
    }

    private boolean alive() {
        return !owner.isClosed() && !standing.isLost();
    }

    private EngineException waitEnded() {
        if (turn.isOver()) {
            return turn.over();
        }
        if (state() instanceof TargetState.Lost lost) {
            return new TargetLost(lost.cause());
        }
        if (owner.isClosed()) {
            return new Cancelled("the session was closed");
        }
        return new TargetLost("the target on " + stub.wire() + " did not report back within the limit of ten seconds");
    }
}
