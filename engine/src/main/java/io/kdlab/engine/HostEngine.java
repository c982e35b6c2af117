package io.kdlab.engine;

import io.kdlab.arch.X64;
import io.kdlab.breakpoint.ClientBreakpoints;
import io.kdlab.command.CommandTable;
import io.kdlab.command.Completer;
import io.kdlab.command.Completion;
import io.kdlab.command.Interpreter;
import io.kdlab.session.EndPolicy;
import io.kdlab.session.OutputKind;
import io.kdlab.session.Role;
import io.kdlab.stub.Stub;
import io.kdlab.target.EngineException;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.value.Epoch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one engine that is responsible for a target's session, and its many fronts.
///
/// It outlives them: fronts come and go, the session stays. All its methods return at once and may be called
/// from any thread.
public final class HostEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostEngine.class);
    private static final Duration BREAK_IN_LIMIT = Duration.ofSeconds(9);
    /// How much of the journal a new engine shows to those who come.
    private static final int PAST = 500;

    private final EngineOptions options;
    private final Stub stub;
    private final Fronts fronts;
    private final Interpreter interpreter = new Interpreter(CommandTable.standard());
    private final Machinery machinery;
    private final Announcer announcer;
    private final Completer completer;
    private final LastStand lastStand;

    private HostEngine(Stub stub, EngineOptions options) {
        this.stub = stub;
        this.options = options;
        this.fronts = new Fronts(options.clock());
        this.announcer = new Announcer(fronts, options);
        this.machinery = new Machinery(stub, options, X64.INSTANCE, announcer, fronts, interpreter);
        this.completer = new Completer(interpreter.table(), machinery.symbols());
        machinery.symbols().watch(new SearchOutput(fronts, machinery.session()));
        this.lastStand = new LastStand(stub);
        announcer.bind(machinery, lastStand);
    }

    /// An engine over `stub`, working. What the journal holds from before is what newcomers are shown first.
    public static HostEngine over(Stub stub, EngineOptions options) {
        var engine = new HostEngine(stub, options);
        stub.history(0, PAST).stream()
                .filter(Past::isWorthTelling)
                .map(Past::output)
                .forEach(engine.fronts::recall);
        engine.announcer.waiting(stub.wire());
        if (options.initialBreak()) {
            engine.machinery.session().expectBreak();
        }
        engine.machinery.session().start();
        return engine;
    }

    /// Adds a front. It is shown what it missed, then where things stand; the others are told.
    public Front join(FrontIdentity identity, Role role, FrontSink sink) {
        var front = new SessionFront(this, identity, role, machinery.session().epoch(), sink);
        EngineStatus now = status();
        var standing = new ArrayList<EngineOutput>();
        standing.add(new EngineOutput.StateChanged(now));
        standing.add(new EngineOutput.Prompt(now.prompt(), now.busy()));
        announcer.question().ifPresent(standing::add);
        fronts.join(front, standing);
        return front;
    }

    /// One look at the session.
    public EngineStatus status() {
        return announcer.status();
    }

    /// The lease changed: the status is told anew.
    public void leaseChanged() {
        announcer.look();
    }

    /// Everybody who listens.
    public List<FrontIdentity> fronts() {
        return fronts.all().stream().map(SessionFront::identity).toList();
    }

    /// The commands, with the role that each needs.
    public CommandTable commands() {
        return interpreter.table();
    }

    /// A new driver: from now on the engine acts under `epoch`, which the gate already lets through.
    public void adopt(Epoch epoch) {
        machinery.session().adopt(epoch);
    }

    /// The lease of those who drove has ended. Their fronts are told `reason` and leave; under `boxEpoch`,
    /// which the gate already lets through, breakpoints are taken out, and a target that stands only because a
    /// debugger wanted it is resumed unless `policy` says otherwise. One that stands at an exception or a bug
    /// check stays stopped.
    ///
    /// Completes when that is done; exceptionally when the target could not be cleaned.
    public CompletionStage<Void> release(Epoch boxEpoch, EndPolicy policy, String reason) {
        machinery.session().adopt(boxEpoch);
        machinery.session().abandon(reason);
        fronts.notice(reason);
        for (SessionFront front : fronts.all()) {
            if (front.role().allows(Role.DRIVE)) {
                fronts.leave(front, reason);
            }
        }
        return machinery.session().submit(() -> clean(policy, false));
    }

    /// Ends a session on purpose: breakpoints are taken out and a stopped target, whatever it stands at, goes
    /// on, or not.
    public CompletionStage<Void> end(EndPolicy policy) {
        machinery.session().abandon("the session ends");
        return machinery.session().submit(() -> clean(policy, true));
    }

    private Void clean(EndPolicy policy, boolean whateverReason) {
        int outer = machinery.session().beginCommand();
        try {
            return cleaned(policy, whateverReason);
        } catch (EngineException failed) {
            fronts.notice("The target could not be cleaned up, breakpoints may be left in it: " + failed.getMessage());
            throw failed;
        } finally {
            machinery.session().endCommand(outer);
        }
    }

    private Void cleaned(EndPolicy policy, boolean whateverReason) {
        var session = machinery.session();
        boolean stoppedForThis = false;
        if (session.state() instanceof TargetState.Connecting && lastStand.isExpected()) {
            // The process was killed while the target stood; it tells so as soon as the link is up.
            var unused = session.awaitHalt(BREAK_IN_LIMIT);
        }
        if (session.state() instanceof TargetState.Running
                && machinery.control().isPresent()) {
            session.breakIn();
            if (!session.awaitHalt(BREAK_IN_LIMIT)) {
                fronts.notice("The target did not stop; breakpoints are still in it.");
                return null;
            }
            stoppedForThis = true;
        }
        machinery.prints().filter().clear();
        if (machinery.control().withdraw()) {
            fronts.notice("Breakpoints are removed.");
        }
        if (session.state() instanceof TargetState.Halted(var event)) {
            boolean wanted = whateverReason || lastStand.isWanted(event);
            if (stoppedForThis && wanted(event.reason()) || policy == EndPolicy.RESUME && wanted) {
                machinery.control().release();
                fronts.notice("The target runs.");
            } else {
                fronts.notice("The target stays stopped.");
            }
        }
        return null;
    }

    private static boolean wanted(StopReason reason) {
        return reason.wanted();
    }

    Machinery machinery() {
        return machinery;
    }

    CompletableFuture<CommandOutcome> execute(SessionFront front, String line) {
        Role needed = interpreter.roleFor(line);
        if (!front.role().allows(needed)) {
            return CompletableFuture.completedFuture(refuse(front, "'" + line.strip() + "'", needed));
        }
        return machinery
                .session()
                .submit(() -> run(front, line))
                .exceptionally(closed -> new CommandOutcome.Failed("the session is closed"));
    }

    private CommandOutcome run(SessionFront front, String line) {
        if (isOld(front)) {
            return refuseOld(front);
        }
        boolean acts = interpreter.roleFor(line).allows(Role.DRIVE);
        var session = new EngineSession(
                machinery, caller(front, line, acts), front.identity().who(), fronts::text, status().prompt() + " ");
        fronts.tell(
                new EngineOutput.Echo(
                        front.identity().who(), line, options.clock().instant()),
                other -> other != front);
        if (acts) {
            stub.note(line, front.identity().who());
        }
        announcer.commandBegins();
        int outer = machinery.session().beginCommand();
        try {
            Optional<String> failure = interpreter.run(session, line);
            return session.asked()
                    .orElseGet(() -> failure.<CommandOutcome>map(CommandOutcome.Failed::new)
                            .orElseGet(CommandOutcome.Done::new));
        } catch (EngineException failed) {
            fronts.text(OutputKind.ERROR, failed.getMessage() + "\n");
            return new CommandOutcome.Failed(failed.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("command {} failed", line, bug);
            String what = "This command failed inside kdlab (" + bug + "); the log has more.";
            fronts.text(OutputKind.ERROR, what + "\n");
            return new CommandOutcome.Failed(what);
        } finally {
            machinery.session().endCommand(outer);
            announcer.commandEnds();
        }
    }

    /// What the line does by way of aliases is seen, and noted, only when it does it.
    private EngineSession.Caller caller(SessionFront front, String line, boolean noted) {
        return (role, command) -> {
            if (!front.role().allows(role)) {
                return Optional.of("'" + command + "' needs the role " + role.word() + ", and "
                        + front.identity().who() + " joined to " + front.role().word() + holder());
            }
            if (!noted && role.allows(Role.DRIVE)) {
                stub.note(line + " (does: " + command + ")", front.identity().who());
            }
            return Optional.empty();
        };
    }

    CommandOutcome interrupt(SessionFront front) {
        if (!front.role().allows(Role.DRIVE)) {
            return refuse(front, "a break-in", Role.DRIVE);
        }
        if (isOld(front)) {
            return refuseOld(front);
        }
        machinery.session().interrupt();
        return new CommandOutcome.Done();
    }

    CommandOutcome resynchronise(SessionFront front) {
        if (!front.role().allows(Role.DRIVE)) {
            return refuse(front, "to resynchronise", Role.DRIVE);
        }
        if (isOld(front)) {
            return refuseOld(front);
        }
        try {
            stub.resynchronise();
            fronts.notice(
                    "Resynchronising with the target, for " + front.identity().who() + ".");
            return new CommandOutcome.Done();
        } catch (EngineException down) {
            return new CommandOutcome.Failed(String.valueOf(down.getMessage()));
        }
    }

    CommandOutcome answer(SessionFront front, String text) {
        if (!front.role().allows(Role.DRIVE)) {
            return refuse(front, "an answer to the target", Role.DRIVE);
        }
        if (isOld(front)) {
            return refuseOld(front);
        }
        if (!announcer.takeQuestion()) {
            return new CommandOutcome.Refused("the target asks nothing now, or somebody else has answered");
        }
        Thread.ofVirtual().name("answer").start(() -> {
            try {
                machinery.session().answer(text);
                fronts.tell(new EngineOutput.InputDone(front.identity().who(), text));
            } catch (EngineException failed) {
                fronts.text(OutputKind.ERROR, "The answer did not reach the target: " + failed.getMessage() + "\n");
            }
        });
        return new CommandOutcome.Done();
    }

    /// Reads what is known and asks nobody, so it needs neither the owner of the target nor a role.
    CompletableFuture<Completion> complete(String line, int cursor) {
        return CompletableFuture.supplyAsync(
                () -> completer.at(line, cursor),
                work -> Thread.ofVirtual().name("completion").start(work));
    }

    /// Whether the front joined to drive under a lease that is over.
    private boolean isOld(SessionFront front) {
        return front.role().allows(Role.DRIVE)
                && !front.epoch().equals(machinery.session().epoch());
    }

    private CommandOutcome refuseOld(SessionFront front) {
        return tellRefusal(front, "The lease under which " + front.identity().who() + " joined has ended" + holder());
    }

    private String holder() {
        return options.holder()
                .get()
                .map(text -> "; " + text)
                .orElse("; nobody holds a lease on " + options.targetName());
    }

    private CommandOutcome refuse(SessionFront front, String what, Role needed) {
        return tellRefusal(
                front,
                "%s needs the role %s, and %s joined to %s%s"
                        .formatted(
                                what,
                                needed.word(),
                                front.identity().who(),
                                front.role().word(),
                                holder()));
    }

    private CommandOutcome tellRefusal(SessionFront front, String why) {
        front.line()
                .offer(new EngineOutput.Text(
                        OutputKind.ERROR, why + "\n", options.clock().instant()));
        return new CommandOutcome.Refused(why);
    }

    void left(SessionFront front, String why) {
        fronts.leave(front, why);
        String who = front.identity().who();
        if (fronts.all().stream().noneMatch(other -> other.identity().who().equals(who))) {
            machinery.session().submit(() -> {
                new ClientBreakpoints(machinery.control().breakpoints(), who).removeOwn();
                return null;
            });
        }
    }

    /// Lets go of the target, which stays as it is, and of all fronts.
    @Override
    public void close() {
        machinery.session().close();
        fronts.all().forEach(front -> fronts.leave(front, "the session is over"));
        stub.close();
    }
}
