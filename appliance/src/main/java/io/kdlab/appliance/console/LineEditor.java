package io.kdlab.appliance.console;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.Status;

/// The line that is typed at the bottom of a screen, the output above it and the status below.
///
/// Targets print lines in pieces. A line that is not at its end stands right above the typed one and grows there, so
/// neither garbles the other. Any thread may call; JLine's own lock guards everything.
final class LineEditor extends LineReaderImpl {
    /// What a key that was pressed while output is stopped means.
    interface Stop {
        /// Whether the key belongs to the stop; otherwise it is typed as ever.
        boolean takes(String key);
    }

    private final Stop stop;
    private final boolean dumb;
    private AttributedString tail = AttributedString.EMPTY;
    private AttributedString question = AttributedString.EMPTY;
    private String key = "";
    private String keyBefore = "";

    LineEditor(Terminal terminal, Map<String, Object> variables, Stop stop) {
        super(terminal, "kdlab", variables);
        this.stop = stop;
        this.dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        option(Option.DISABLE_EVENT_EXPANSION, true);
        option(Option.CASE_INSENSITIVE, true);
        option(Option.HISTORY_TIMESTAMPED, true);
    }

    /// Rows that output has on the screen, above the typed line and the status.
    int rows() {
        return Math.max(2, terminal.getSize().getRows() - 2);
    }

    int columns() {
        return Math.max(1, terminal.getSize().getColumns());
    }

    /// Whether the terminal can do nothing but print lines.
    boolean isDumb() {
        return dumb;
    }

    /// Does `work` while nobody else touches the screen.
    void exclusively(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /// Shows output above the line.
    void show(AttributedString text) {
        if (dumb) {
            write(text.toString());
            return;
        }
        exclusively(() -> {
            AttributedString all =
                    new AttributedStringBuilder().append(tail).append(text).toAttributedString();
            int end = all.toString().lastIndexOf('\n') + 1;
            tail = all.substring(end, all.length());
            prompt = composed();
            if (end > 0 && reading) {
                printAbove(all.substring(0, end - 1));
            } else if (end > 0) {
                write(all.substring(0, end).toAnsi(terminal));
            } else if (reading) {
                redisplay();
            }
        });
    }

    private void write(String text) {
        terminal.writer().print(text);
        terminal.flush();
    }

    /// What stands in front of the typed line from now on.
    void ask(AttributedString now) {
        exclusively(() -> {
            if (now.equals(question)) {
                return;
            }
            question = now;
            prompt = composed();
            if (reading && !dumb) {
                redisplay();
            } else if (reading) {
                write(now.toString());
            }
        });
    }

    private AttributedString composed() {
        return tail.isEmpty()
                ? question
                : new AttributedStringBuilder()
                        .append(tail)
                        .append('\n')
                        .append(question)
                        .toAttributedString();
    }

    /// The prompt is [#ask]'s alone, as it is: JLine's own has patterns in it.
    @Override
    public void setPrompt(String ignored) {
        prompt = composed();
    }

    /// Shows the line at the bottom of the screen, on a terminal that can.
    void status(AttributedString text) {
        exclusively(() -> {
            Status line = Status.getStatus(terminal);
            if (!dumb && line != null) {
                line.update(List.of(text));
                if (reading) {
                    redisplay();
                }
            }
        });
    }

    /// Leaves the screen to whoever comes next.
    void leave() {
        exclusively(() -> {
            Status line = Status.getStatus(terminal, false);
            if (line != null) {
                line.hide();
                line.close();
            }
            if (!tail.isEmpty()) {
                write(tail.toAnsi(terminal) + "\n");
                tail = AttributedString.EMPTY;
            }
        });
    }

    /// The key that was pressed before ENTER, as the terminal sent it.
    String keyBeforeEnter() {
        return keyBefore;
    }

    @Override
    public Binding readBinding(KeyMap<Binding> keys, KeyMap<Binding> local) {
        Binding pressed = super.readBinding(keys, local);
        keyBefore = key;
        key = getLastBinding() == null ? "" : getLastBinding();
        return pressed;
    }

    @Override
    protected boolean selfInsert() {
        return stop.takes(getLastBinding()) || super.selfInsert();
    }

    @Override
    protected boolean acceptLine() {
        if (stop.takes("\n")) {
            return true;
        }
        // The screen keeps the line with what stands above it; the rest of that comes below.
        tail = AttributedString.EMPTY;
        return super.acceptLine();
    }

    /// Does `action` when CTRL+ALT and a letter are pressed, as in WinDbg.
    void onControlAlt(char letter, Runnable action) {
        String name = "kdlab-" + letter;
        getWidgets().put(name, () -> {
            action.run();
            return true;
        });
        Objects.requireNonNull(getKeyMaps().get(LineReader.MAIN))
                .bind(new Reference(name), KeyMap.alt(KeyMap.ctrl(letter)));
    }
}
