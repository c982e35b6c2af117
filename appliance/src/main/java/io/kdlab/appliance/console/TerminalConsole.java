package io.kdlab.appliance.console;

import io.kdlab.capture.PacketTrace;
import io.kdlab.engine.CommandOutcome;
import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.Front;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/// A person at a terminal: a line editor that stays usable while the target runs and prints.
///
/// CTRL+C interrupts (breaks in, or stops a command) when the line is empty, else it empties the line. CTRL+D leaves
/// the session as it is; CTRL+ALT+D shows packets. When the target asks a question, the next line is the answer.
public final class TerminalConsole implements Console, AutoCloseable {
    private static final String TRACE = "kdlab-trace";

    private final Terminal terminal;
    private final LineReaderImpl reader;
    private final AtomicReference<Optional<End>> end = new AtomicReference<>(Optional.empty());
    private volatile String prompt = "";
    private volatile boolean asked;
    private volatile Thread typist = Thread.currentThread();

    private TerminalConsole(Terminal terminal, LineReaderImpl reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    /// Opens the terminal that the program runs in.
    public static TerminalConsole open() throws IOException {
        Terminal terminal = TerminalBuilder.builder().system(true).build();
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("kdlab")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        return new TerminalConsole(terminal, (LineReaderImpl) reader);
    }

    @Override
    public void accept(EngineOutput output) {
        switch (output) {
            case EngineOutput.Prompt(String text, boolean busy) -> prompt(busy ? "(CTRL+C breaks in) " : text + " ");
            case EngineOutput.InputAsked _ -> {
                show(OutputText.of(output));
                asked = true;
                prompt("Input> ");
            }
            case EngineOutput.InputDone _ -> {
                asked = false;
                show(OutputText.of(output));
            }
            // Who has left knows.
            case EngineOutput.Ended _ when end.get().isPresent() -> {}
            case EngineOutput.Ended(String why) -> {
                show(OutputText.of(output));
                finish(new End.SessionOver(why));
            }
            default -> show(OutputText.of(output));
        }
    }

    private void prompt(String text) {
        prompt = text;
        reader.setPrompt(text);
        if (reader.isReading()) {
            reader.callWidget(LineReader.REDISPLAY);
        }
    }

    private void show(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (reader.isReading()) {
            reader.printAbove(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } else {
            terminal.writer().print(text);
            terminal.flush();
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
        PacketTrace trace = PacketTrace.to(this::show, on);
        reader.getWidgets().put(TRACE, () -> {
            show(trace.toggle() ? "packets are shown; CTRL+ALT+D ends that\n" : "packets are shown no more\n");
            return true;
        });
        Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN))
                .bind(new Reference(TRACE), KeyMap.alt(KeyMap.ctrl('D')));
        return trace;
    }

    @Override
    public End run(Front front) {
        typist = Thread.currentThread();
        // A dumb terminal (TERM=dumb, an editor's shell) has no line editor that would hear CTRL+C.
        Object before = Signals.register("INT", () -> say(front.interrupt()));
        try {
            return converse(front);
        } finally {
            Signals.unregister("INT", before);
        }
    }

    private End converse(Front front) {
        while (end.get().isEmpty()) {
            try {
                String line = reader.readLine(prompt);
                if (asked) {
                    say(front.answer(line));
                } else if (!line.isBlank()) {
                    execute(front, line);
                }
            } catch (UserInterruptException e) {
                if (e.getPartialLine().isBlank() && end.get().isEmpty()) {
                    say(front.interrupt());
                }
            } catch (EndOfFileException e) {
                end.compareAndSet(Optional.empty(), Optional.of(new End.Left()));
            }
        }
        // The flag that woke the editor must not reach whoever waits next.
        var unused = Thread.interrupted();
        return end.get().orElseThrow();
    }

    private void execute(Front front, String line) {
        CompletableFuture<CommandOutcome> ran = front.execute(line).toCompletableFuture();
        var unused = ran.whenComplete((outcome, failure) -> {
            if (failure != null) {
                show(failure.getMessage() + "\n");
            } else if (outcome instanceof CommandOutcome.Quit(var after)) {
                finish(new End.Quit(after));
            }
        });
    }

    private void say(CommandOutcome outcome) {
        switch (outcome) {
            case CommandOutcome.Failed(String why) -> show(why + "\n");
            case CommandOutcome.Refused(String why) -> show(why + "\n");
            case CommandOutcome.Done _, CommandOutcome.Quit _ -> {}
        }
    }

    /// Asks the person something outside the session; empty at the end of input.
    public Optional<String> ask(String question) {
        try {
            return Optional.of(reader.readLine(question).strip());
        } catch (UserInterruptException | EndOfFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
