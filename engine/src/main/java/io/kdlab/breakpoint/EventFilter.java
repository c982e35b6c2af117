package io.kdlab.breakpoint;

import java.util.List;
import java.util.Optional;

/// What is to be done when one kind of event happens.
///
/// @param code the short word that people type
/// @param codes the exceptions it stands for; empty for events that are no exceptions
/// @param continueCode the word by which only the handling is changed
/// @param handled how an exception is answered when the target goes on
/// @param argument the pattern that the event must match; empty for any
/// @param command what runs when it happens
/// @param secondCommand what runs when it happens for the second time, because nobody handled it
public record EventFilter(
        String code,
        String title,
        List<Integer> codes,
        Optional<String> continueCode,
        Mode mode,
        boolean handled,
        String argument,
        String command,
        String secondCommand) {

    /// Whether and when the target stops.
    public enum Mode {
        /// At once.
        BREAK("break"),
        /// When nobody has handled it; it is told of at once.
        SECOND_CHANCE("second-chance break"),
        /// Never; it is told of.
        OUTPUT("output"),
        /// Never, and nobody is told.
        IGNORE("ignore");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        /// As `sx` shows it.
        public String word() {
            return word;
        }
    }

    /// Copies the codes.
    public EventFilter {
        codes = List.copyOf(codes);
    }

    static EventFilter event(String code, String title, Mode mode) {
        return new EventFilter(code, title, List.of(), Optional.empty(), mode, false, "", "", "");
    }

    static EventFilter exception(String code, String title, Mode mode, boolean handled, Integer... codes) {
        return new EventFilter(code, title, List.of(codes), Optional.empty(), mode, handled, "", "", "");
    }

    /// The same with a word that changes the handling only.
    EventFilter continuedBy(String word) {
        return new EventFilter(code, title, codes, Optional.of(word), mode, handled, argument, command, secondCommand);
    }

    /// Whether it is about an exception, which has a first and a second chance and is handled or not.
    public boolean isException() {
        return !codes.isEmpty() || code.equals(EventFilters.OTHER);
    }

    /// The same, breaking otherwise. What has no second chance is only told of.
    public EventFilter withMode(Mode now) {
        Mode possible = now == Mode.SECOND_CHANCE && !isException() ? Mode.OUTPUT : now;
        return new EventFilter(code, title, codes, continueCode, possible, handled, argument, command, secondCommand);
    }

    /// The same, handled or not.
    public EventFilter withHandled(boolean now) {
        return new EventFilter(code, title, codes, continueCode, mode, now, argument, command, secondCommand);
    }

    /// The same for what matches `pattern`.
    public EventFilter withArgument(String pattern) {
        return new EventFilter(code, title, codes, continueCode, mode, handled, pattern, command, secondCommand);
    }

    /// The same with other commands.
    public EventFilter withCommand(String first) {
        return new EventFilter(code, title, codes, continueCode, mode, handled, argument, first, secondCommand);
    }

    /// The same with other commands for the second chance.
    public EventFilter withSecondCommand(String second) {
        return new EventFilter(code, title, codes, continueCode, mode, handled, argument, command, second);
    }

    /// Whether the target stops, this being the first chance or not.
    boolean stops(boolean firstChance) {
        return mode == Mode.BREAK || mode == Mode.SECOND_CHANCE && !firstChance;
    }

    /// Whether anybody wants to know.
    boolean isSilent() {
        return mode == Mode.IGNORE;
    }
}
