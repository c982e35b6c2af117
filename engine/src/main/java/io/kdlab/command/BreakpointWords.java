package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.BreakpointKind;
import io.kdlab.breakpoint.NewBreakpoint;
import io.kdlab.breakpoint.Terms;
import io.kdlab.value.Address;
import java.util.Optional;
import java.util.OptionalInt;

/// What `bp bu bm ba` have in common: the number, options before the address, passes and commands behind it.
///
/// @param id as typed, glued to the command's name
record BreakpointWords(OptionalInt id, Terms terms) {
    /// How options are written in usage lines.
    static final String OPTIONS = "[/1] [/p process] [/t thread] [/c most-calls] [/C least-calls] [/w \"condition\"]";

    /// The number that is glued to the command's name.
    static OptionalInt number(Arguments arguments) {
        var number = arguments.gluedNumber();
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /// The options that come next.
    static Terms options(CommandSession session, Arguments arguments) {
        Terms terms = Terms.NONE;
        while (arguments.startsWith("/")) {
            String option = arguments.takeWord();
            terms = switch (option) {
                case "/1" -> terms.once();
                case "/p" -> terms.inProcess(new Address(arguments.valueInWord()));
                case "/t" -> terms.inThread(new Address(arguments.valueInWord()));
                case "/c" -> terms.withDeepest(calls(arguments));
                case "/C" -> terms.withShallowest(calls(arguments));
                case "/w" -> terms.withCondition(condition(arguments));
                case "/private" -> terms.ownedBy(session.client());
                default ->
                    throw arguments.refusal(arguments.word() + " knows " + OPTIONS + " and /private, not " + option);
            };
        }
        return terms;
    }

    private static int calls(Arguments arguments) {
        long calls = arguments.valueInWord();
        if (calls < 1 || calls > 0x1000) {
            throw arguments.error("Range");
        }
        return (int) calls;
    }

    private static String condition(Arguments arguments) {
        return arguments
                .quoted()
                .filter(text -> !text.isBlank())
                .orElseThrow(
                        () -> arguments.refusal("/w needs a condition in quotation marks, as in /w \"@rcx == 5\""));
    }

    /// The passes that come next, one when none do.
    static int passes(Arguments arguments) {
        return arguments.isEmpty() || arguments.startsWith("\"") ? 1 : arguments.count(1);
    }

    /// Commands in quotation marks, to the end of the command; `\"` is a mark inside.
    static String commands(Arguments arguments) {
        if (!arguments.take("\"")) {
            arguments.end();
            return "";
        }
        String rest = arguments.takeRest();
        var text = new StringBuilder();
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '\\' && i + 1 < rest.length() && rest.charAt(i + 1) == '"') {
                text.append('"');
                i++;
            } else if (c == '"') {
                if (!rest.substring(i + 1).isBlank()) {
                    throw arguments.error("Extra character");
                }
                break;
            } else {
                text.append(c);
            }
        }
        return text.toString().strip();
    }

    /// Adds one; one of the same kind at the same place is replaced, as people expect who repeat a command.
    Breakpoint add(
            CommandSession session,
            BreakpointKind kind,
            Optional<Address> at,
            String expression,
            boolean follows,
            int passes,
            String commands) {
        Optional<Breakpoint> same = session.breakpoints().all().stream()
                .filter(breakpoint -> id.isPresent()
                        ? breakpoint.id() == id.getAsInt()
                        : breakpoint.kind().equals(kind)
                                && (at.isPresent()
                                        ? breakpoint.address().equals(at)
                                        : breakpoint.expression().equals(expression)))
                .findFirst();
        OptionalInt number =
                same.map(breakpoint -> OptionalInt.of(breakpoint.id())).orElse(id);
        Breakpoint added = session.breakpoints()
                .add(new NewBreakpoint(number, kind, at, expression, follows, passes, terms.withCommands(commands)));
        if (same.isPresent()) {
            session.out().line("breakpoint " + added.id() + " redefined");
        }
        return added;
    }
}
