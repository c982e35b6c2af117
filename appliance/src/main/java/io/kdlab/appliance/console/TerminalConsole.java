package io.kdlab.appliance.console;

import io.kdlab.capture.PacketTrace;
import io.kdlab.engine.CommandOutcome;
import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.Front;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Signals;

/// A person at a terminal: a line editor that stays usable while the target runs and prints.
///
/// CTRL+C interrupts (breaks in, or stops a command) when the line is empty, else it empties the line; ENTER alone
/// gives
/// the last command again. CTRL+D leaves the session as it is; CTRL+ALT+D shows packets; see [KernelKey] for the
/// others. When the target asks a question, the next line is the answer.
public final class TerminalConsole implements Console, AutoCloseable {
    private final Terminal terminal;
    private final Screen screen;
    private final Suggestions suggestions = new Suggestions();
    private final AtomicReference<Optional<End>> end = new AtomicReference<>(Optional.empty());
    private volatile boolean asked;
    private volatile boolean busy = true;
    private volatile Thread typist = Thread.currentThread();
    private String last = "";

    private TerminalConsole(Terminal terminal, ConsoleOptions options) {
        this.terminal = terminal;
        this.screen = new Screen(terminal, options);
        LineEditor editor = screen.editor();
        editor.setCompleter(suggestions);
        editor.setParser(suggestions);
        editor.setHistory(new CommandHistory(() -> asked));
    }

    /// Opens the terminal that the program runs in.
    public static TerminalConsole open(ConsoleOptions options) throws IOException {
        return new TerminalConsole(TerminalBuilder.builder().system(true).build(), options);
    }

    /// A console on any terminal.
    static TerminalConsole on(Terminal terminal, ConsoleOptions options) {
        return new TerminalConsole(terminal, options);
    }

    static Map<String, Object> variables(ConsoleOptions options) {
        return Map.of(
                LineReader.HISTORY_FILE, options.history(),
                LineReader.HISTORY_SIZE, CommandHistory.KEPT,
                LineReader.HISTORY_FILE_SIZE, CommandHistory.KEPT);
    }

    @Override
    public void accept(EngineOutput output) {
        switch (output) {
            case EngineOutput.Prompt(String text, boolean now) -> {
                busy = now;
                screen.prompt(now ? "(CTRL+C breaks in) " : text + " ");
            }
            case EngineOutput.InputAsked _ -> {
                screen.show(output);
                asked = true;
                screen.prompt("Input> ");
            }
            case EngineOutput.InputDone _ -> {
                asked = false;
                screen.show(output);
            }
            case EngineOutput.StateChanged(var status) -> screen.status(status);
            // Who has left knows.
            case EngineOutput.Ended _ when end.get().isPresent() -> {}
            case EngineOutput.Ended(String why) -> {
                screen.show(output);
                finish(new End.SessionOver(why));
            }
            default -> screen.show(output);
        }
    }

    /// Ends the console from another thread; the line editor is woken.
    private void finish(End how) {
        end.set(Optional.of(how));
        typist.interrupt();
    }

    /// CTRL+ALT+D switches it, as in WinDbg. kd's own key, CTRL+D, ends a console here.
    @Override
    public PacketTrace trace(boolean on) {
        PacketTrace trace = PacketTrace.to(screen::say, on);
        screen.editor()
                .onControlAlt(
                        'D',
                        () -> screen.say(
                                trace.toggle()
                                        ? "packets are shown; CTRL+ALT+D ends that\n"
                                        : "packets are shown no more\n"));
        return trace;
    }

    @Override
    public End run(Front front) {
        typist = Thread.currentThread();
        suggestions.from(front);
        screen.role(front.role());
        for (KernelKey key : KernelKey.values()) {
            // The editor's lock is held meanwhile, and a front may be far away.
            screen.editor()
                    .onControlAlt(
                            key.letter(),
                            () -> Thread.ofVirtual().name("key " + key).start(() -> press(front, key)));
        }
        // A dumb terminal (TERM=dumb, an editor's shell) has no line editor that would hear CTRL+C.
        Object before = Signals.register("INT", () -> interrupt(front));
        try (StatusClock _ = StatusClock.every(StatusClock.PERIOD, screen::statusAgain)) {
            return converse(front);
        } finally {
            Signals.unregister("INT", before);
        }
    }

    private End converse(Front front) {
        while (end.get().isEmpty()) {
            try {
                String line = screen.editor().readLine();
                Optional<KernelKey> key =
                        line.isEmpty() ? KernelKey.of(screen.editor().keyBeforeEnter()) : Optional.empty();
                if (asked) {
                    say(front.answer(line));
                } else if (key.isPresent()) {
                    press(front, key.get());
                } else {
                    given(front, line);
                }
            } catch (UserInterruptException e) {
                if (e.getPartialLine().isBlank() && end.get().isEmpty()) {
                    interrupt(front);
                }
            } catch (EndOfFileException e) {
                end.compareAndSet(Optional.empty(), Optional.of(new End.Left()));
            }
        }
        // The flag that woke the editor must not reach whoever waits next.
        var unused = Thread.interrupted();
        return end.get().orElseThrow();
    }

    private void interrupt(Front front) {
        screen.drop();
        say(front.interrupt());
    }

    private void press(Front front, KernelKey key) {
        switch (key) {
            case LEAVE -> finish(new End.Left());
            case BREAK_IN -> interrupt(front);
            case BOOT_BREAK -> execute(front, ".bootbreak");
            case RESYNCHRONISE -> say(front.resynchronise());
            case VERSION -> execute(front, "version");
        }
    }

    /// ENTER alone gives the last command again, as the field's debuggers do; not while the target runs, where it
    /// would wait for the stop.
    private void given(Front front, String line) {
        if (!line.isBlank()) {
            last = line;
            execute(front, line);
        } else if (!last.isEmpty() && !busy) {
            execute(front, last);
        }
    }

    private void execute(Front front, String line) {
        int number = screen.begin();
        CompletableFuture<CommandOutcome> ran = front.execute(line).toCompletableFuture();
        var unused = ran.whenComplete((outcome, failure) -> {
            screen.end(number);
            if (failure != null) {
                screen.say(failure.getMessage() + "\n");
            } else if (outcome instanceof CommandOutcome.Quit(var after)) {
                finish(new End.Quit(after));
            }
        });
    }

    private void say(CommandOutcome outcome) {
        switch (outcome) {
            case CommandOutcome.Failed(String why) -> screen.say(why + "\n");
            case CommandOutcome.Refused(String why) -> screen.say(why + "\n");
            case CommandOutcome.Done _, CommandOutcome.Quit _ -> {}
        }
    }

    /// Asks the person something outside the session; empty at the end of input.
    public Optional<String> ask(String question) {
        asked = true;
        screen.editor().ask(new AttributedString(question));
        try {
            return Optional.of(screen.editor().readLine().strip());
        } catch (UserInterruptException | EndOfFileException e) {
            return Optional.empty();
        } finally {
            asked = false;
        }
    }

    @Override
    public void close() throws IOException {
        screen.editor().leave();
        terminal.close();
    }
}
