package io.kdlab.command;

import io.kdlab.session.OutputKind;

/// Output that can be kept instead of shown, and that ends a line which prints without end.
///
/// Belongs to the thread that runs the commands.
public final class Capture implements Output {
    private static final int LONGEST_KEPT = 0x100_0000;
    private static final long MOST_SHOWN = 0x800_0000;

    private final Output shown;
    private Output now;
    private long written;

    /// Shows text on `shown` until it is asked to keep it.
    public Capture(Output shown) {
        this.shown = shown;
        this.now = this::show;
    }

    private void show(OutputKind kind, String text) {
        written += text.length();
        if (written > MOST_SHOWN) {
            throw ScriptException.limit("The line has printed " + MOST_SHOWN + " characters and is stopped");
        }
        shown.write(kind, text);
    }

    @Override
    public void write(OutputKind kind, String text) {
        now.write(kind, text);
    }

    /// What `commands` write, errors left out: those are shown.
    public String during(Runnable commands) {
        StringBuilder kept = new StringBuilder();
        Output before = now;
        now = (kind, text) -> {
            if (kind == OutputKind.ERROR) {
                before.write(kind, text);
                return;
            }
            if (kept.length() + text.length() > LONGEST_KEPT) {
                throw ScriptException.limit(
                        "Commands whose output is kept have printed more than " + LONGEST_KEPT + " characters");
            }
            kept.append(text);
        };
        try {
            commands.run();
        } finally {
            now = before;
        }
        return kept.toString();
    }
}
