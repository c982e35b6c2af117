package io.kdlab.appliance.console;

import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.EngineStatus;
import io.kdlab.session.Role;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/// What a person sees: coloured output, stopped at each screenful, above the typed line, and the status below it.
///
/// Any thread may call. The editor's lock guards it all, so that a key that ends a stop and output that arrives do not
/// meet half-way.
final class Screen {
    private static final String MORE = "--More-- (space: page, ENTER: line, c: all, q: no more) ";

    private final LineEditor editor;
    private final Palette palette;
    private final boolean paged;
    private final Clock clock = Clock.systemUTC();
    private final Pager pager = new Pager();
    private String prompt = "";
    private Optional<EngineStatus> status = Optional.empty();
    private Role role = Role.DRIVE;
    private String statusShown = "";

    Screen(Terminal terminal, ConsoleOptions options) {
        this.editor = new LineEditor(terminal, TerminalConsole.variables(options), this::takes);
        this.palette = new Palette(options.colour() && !editor.isDumb());
        this.paged = options.paged() && !editor.isDumb();
    }

    LineEditor editor() {
        return editor;
    }

    void show(EngineOutput output) {
        print(palette.of(output, Printable.of(OutputText.of(output))));
    }

    /// Says something on the console's own account.
    void say(String text) {
        print(new AttributedString(text));
    }

    private void print(AttributedString text) {
        if (!text.isEmpty()) {
            editor.exclusively(() -> flow(pager.pass(text, editor.columns())));
        }
    }

    private void flow(List<AttributedString> pieces) {
        if (!pieces.isEmpty()) {
            editor.show(AttributedString.join(AttributedString.EMPTY, pieces));
        }
        askAgain();
    }

    private void askAgain() {
        editor.ask(palette.prompt(pager.isHeld() ? MORE : prompt));
    }

    void prompt(String text) {
        editor.exclusively(() -> {
            prompt = text;
            askAgain();
        });
    }

    /// A command was given: its output is stopped at each screenful. Returns what [#end] wants back.
    int begin() {
        int[] number = {0};
        editor.exclusively(() -> {
            if (paged) {
                number[0] = pager.begin(editor.rows());
            }
        });
        return number[0];
    }

    /// The command is over.
    void end(int number) {
        editor.exclusively(() -> pager.end(number));
    }

    /// What has not been shown yet never is; what comes now is shown at once.
    void drop() {
        editor.exclusively(() -> {
            pager.drop();
            pager.end();
            askAgain();
        });
    }

    /// Whether a key belongs to a stop. Any but the stop's own keys ends it and is typed.
    private boolean takes(String key) {
        if (!pager.isHeld()) {
            return false;
        }
        switch (key) {
            case " " -> flow(pager.more(editor.rows(), editor.columns()));
            case "\r", "\n" -> flow(pager.more(1, editor.columns()));
            case "q" -> {
                pager.drop();
                askAgain();
            }
            default -> {
                flow(pager.all());
                return key.equals("c");
            }
        }
        return true;
    }

    void role(Role granted) {
        role = granted;
    }

    void status(EngineStatus now) {
        editor.exclusively(() -> {
            status = Optional.of(now);
            if (now.state() == EngineStatus.State.RUNNING) {
                // Who watches a running target watches its prints.
                pager.end();
            }
            statusAgain();
        });
    }

    /// Looks at the clock: what is left of a lease changes while nothing happens.
    void statusAgain() {
        editor.exclusively(() -> status.map(now -> StatusText.of(now, role, clock.instant()))
                .filter(text -> !text.equals(statusShown))
                .ifPresent(text -> {
                    statusShown = text;
                    editor.status(palette.status(text));
                }));
    }
}
