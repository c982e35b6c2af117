package io.kdlab.appliance.console;

import io.kdlab.engine.EngineOutput;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The colours of what is shown. A terminal that knows none shows plain text.
record Palette(boolean colour) {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;

    AttributedString of(EngineOutput output, String text) {
        return new AttributedString(text, colour ? style(output) : PLAIN);
    }

    AttributedString prompt(String text) {
        return new AttributedString(text, colour ? PLAIN.bold() : PLAIN);
    }

    /// Reversed, which every terminal with a status line can, colour or not.
    AttributedString status(String text) {
        return new AttributedString(text, PLAIN.inverse());
    }

    private static AttributedStyle style(EngineOutput output) {
        return switch (output) {
            case EngineOutput.Text text ->
                switch (text.kind()) {
                    case ERROR -> PLAIN.foreground(AttributedStyle.RED);
                    case WARNING -> PLAIN.foreground(AttributedStyle.YELLOW);
                    case DEBUGGEE, DEBUGGEE_PROMPT -> PLAIN.foreground(AttributedStyle.CYAN);
                    case VERBOSE, SYMBOLS, STATUS -> PLAIN.foreground(AttributedStyle.BLUE);
                    case NORMAL, PROMPT -> PLAIN;
                };
            case EngineOutput.InputAsked _ -> PLAIN.foreground(AttributedStyle.CYAN);
            case EngineOutput.Echo _,
                    EngineOutput.Notice _,
                    EngineOutput.Joined _,
                    EngineOutput.Left _,
                    EngineOutput.InputDone _ -> PLAIN.foreground(AttributedStyle.GREEN);
            case EngineOutput.Ended _, EngineOutput.Prompt _, EngineOutput.StateChanged _ -> PLAIN;
        };
    }
}
