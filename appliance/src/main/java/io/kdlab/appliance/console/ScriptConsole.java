package io.kdlab.appliance.console;

import io.kdlab.capture.PacketTrace;
import io.kdlab.engine.CommandOutcome;
import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.Front;
import io.kdlab.session.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// Commands from `-c`, a file or a pipe, one after the other; each is shown behind the prompt, as if typed.
///
/// A command is given when the one before it is over: for `g` that is the next stop. CTRL+C interrupts the command.
/// When the target
/// asks a question, the next line is the answer.
public final class ScriptConsole implements Console {
    /// A line at a time; null at the end.
    @FunctionalInterface
    public interface Lines {
        /// The next line.
        @Nullable
        String next() throws IOException;
    }

    private static final Duration NOTICE = Duration.ofSeconds(3);

    private final Lines lines;
    private final boolean stopsAtFailure;
    private final PrintStream out;
    /// Set when the script is over.
    private volatile boolean left;

    private final CompletableFuture<String> over = new CompletableFuture<>();
    /// Guards `prompt`, `busy`, `leaving` and `question`.
    private final Object turn = new Object();

    private String prompt = "kd>";
    private boolean busy = true;
    private boolean leaving;
    /// Complete while the target waits for an answer, which is the next line.
    private CompletableFuture<CommandOutcome> question = new CompletableFuture<>();

    private ScriptConsole(Lines lines, boolean stopsAtFailure, PrintStream out) {
        this.lines = lines;
        this.stopsAtFailure = stopsAtFailure;
        this.out = out;
    }

    /// The commands in order, as far as they succeed.
    public static ScriptConsole of(List<String> commands, PrintStream out) {
        var rest = commands.iterator();
        return new ScriptConsole(() -> rest.hasNext() ? rest.next() : null, true, out);
    }

    /// The lines of a pipe. Somebody who types may be at its other end, so a failure ends nothing.
    public static ScriptConsole reading(BufferedReader lines, PrintStream out) {
        return new ScriptConsole(lines::readLine, false, out);
    }

    @Override
    public void accept(EngineOutput output) {
        switch (output) {
            case EngineOutput.Prompt(String text, boolean now) -> {
                synchronized (turn) {
                    busy = now;
                    prompt = now ? prompt : text;
                    turn.notifyAll();
                }
            }
            case EngineOutput.InputAsked _ -> {
                show(OutputText.of(output));
                synchronized (turn) {
                    question.complete(new CommandOutcome.Done());
                    turn.notifyAll();
                }
            }
            case EngineOutput.InputDone _ -> {
                show(OutputText.of(output));
                synchronized (turn) {
                    question = question.isDone() ? new CompletableFuture<>() : question;
                }
            }
            // Who has left knows; what becomes of the target then is still news.
            case EngineOutput.Ended _ when left -> {}
            case EngineOutput.Ended(String why) -> {
                show(OutputText.of(output));
                over.complete(why);
                synchronized (turn) {
                    turn.notifyAll();
                }
            }
            default -> show(OutputText.of(output));
        }
    }

    private void show(String text) {
        if (!text.isEmpty()) {
            out.print(text);
            out.flush();
        }
    }

    /// Beside the output, on standard error: a script reads the output.
    @Override
    public PacketTrace trace(boolean on) {
        return PacketTrace.to(System.err::print, on);
    }

    @Override
    public End run(Front front) throws InterruptedException {
        Object handler = Signals.register("INT", () -> interrupt(front));
        try {
            String line;
            while ((line = lines.next()) != null) {
                if (!awaitTurn()) {
                    return new End.Left();
                }
                show(prompt() + " " + line + "\n");
                if (answered(front, line)) {
                    continue;
                }
                switch (outcome(front, line)) {
                    case CommandOutcome.Quit(var after) -> {
                        return new End.Quit(after);
                    }
                    case CommandOutcome.Failed _, CommandOutcome.Refused _ -> {
                        if (over.isDone()) {
                            return new End.SessionOver(over.join());
                        }
                        if (stopsAtFailure) {
                            return new End.Failed();
                        }
                    }
                    case CommandOutcome.Done() -> {}
                }
            }
            return new End.Left();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            left = true;
            Signals.unregister("INT", handler);
        }
    }

    /// Waits until the engine takes a command, which may be long: the target runs until it stops or somebody
    /// breaks in.
    ///
    /// @return whether a command may be given; false when the person left instead
    private boolean awaitTurn() throws InterruptedException {
        synchronized (turn) {
            if (isWaiting()) {
                turn.wait(NOTICE.toMillis());
            }
            if (isWaiting()) {
                show("Waiting until the target stops (CTRL+C breaks in; for an observer it ends the wait).\n");
            }
            while (isWaiting()) {
                turn.wait();
            }
            return !leaving;
        }
    }

    private boolean isWaiting() {
        return busy && !over.isDone() && !leaving && !question.isDone();
    }

    private String prompt() {
        synchronized (turn) {
            return question.isDone() ? "Input>" : prompt;
        }
    }

    private boolean answered(Front front, String line) {
        synchronized (turn) {
            if (!question.isDone()) {
                return false;
            }
            question = new CompletableFuture<>();
        }
        report(front.answer(line));
        return true;
    }

    private CompletableFuture<CommandOutcome> question() {
        synchronized (turn) {
            return question;
        }
    }

    private void interrupt(Front front) {
        if (front.role().allows(Role.DRIVE)) {
            report(front.interrupt());
            return;
        }
        synchronized (turn) {
            leaving = true;
            turn.notifyAll();
        }
    }

    private CommandOutcome outcome(Front front, String line) throws InterruptedException {
        CompletableFuture<CommandOutcome> ran = front.execute(line).toCompletableFuture();
        CompletableFuture<CommandOutcome> ended = over.thenApply(CommandOutcome.Failed::new);
        try {
            return (CommandOutcome)
                    CompletableFuture.anyOf(ran, ended, question()).get();
        } catch (ExecutionException e) {
            show(e.getCause() + "\n");
            return new CommandOutcome.Failed(String.valueOf(e.getCause()));
        }
    }

    private void report(CommandOutcome interrupted) {
        Consumer<String> say = why -> show(why + "\n");
        switch (interrupted) {
            case CommandOutcome.Failed(String why) -> say.accept(why);
            case CommandOutcome.Refused(String why) -> say.accept(why);
            case CommandOutcome.Done _, CommandOutcome.Quit _ -> {}
        }
    }
}
