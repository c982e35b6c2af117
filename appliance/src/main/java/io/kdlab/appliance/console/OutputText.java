package io.kdlab.appliance.console;

import io.kdlab.engine.EngineOutput;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// Engine output as text, byte for byte the same in every console.
final class OutputText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private OutputText() {}

    /// What to print; empty for what only moves the prompt.
    static String of(EngineOutput output) {
        return switch (output) {
            case EngineOutput.Text shown -> shown.text();
            case EngineOutput.Echo echo -> echo.who() + ">" + echo.command() + "\n";
            case EngineOutput.InputAsked question -> question.prompt() + "\n";
            case EngineOutput.InputDone(String who, String answer) ->
                who.isEmpty() ? "The question was withdrawn.\n" : who + " answered: " + answer + "\n";
            case EngineOutput.Notice(String text, var time) -> "[" + TIME.format(time) + "] " + text + "\n";
            case EngineOutput.Joined(String who, var time) -> "[" + TIME.format(time) + "] " + who + " joined\n";
            case EngineOutput.Left(String who, String why, var time) ->
                "[" + TIME.format(time) + "] " + who + " left" + (why.isEmpty() ? "" : ": " + why) + "\n";
            case EngineOutput.Ended(String why) -> "The session is over: " + why + "\n";
            case EngineOutput.Prompt _, EngineOutput.StateChanged _ -> "";
        };
    }
}
