package io.kdlab.command;

import io.kdlab.expression.Wildcard;
import io.kdlab.inspect.FrameVariables;
import io.kdlab.inspect.FrameVariables.Variable;
import io.kdlab.session.Role;
import io.kdlab.unwind.Frame;
import io.kdlab.value.Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// `dv`: the parameters and locals of the frame that `.frame` chose.
final class DisplayVariables extends Command {
    private static final String LETTERS = "tivVanz";

    DisplayVariables() {
        super(
                Role.OBSERVE,
                "dv [/t] [/i] [/v | /V] [/a | /n | /z] [pattern]",
                "show the parameters and locals of the chosen frame; /t their types, /i which they are, /v where the"
                        + " values are, /V that by register too, /a /n /z sorted by address, name or size",
                "dv /t /i /V",
                "dv");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        StringBuilder options = new StringBuilder();
        while (arguments.startsWith("/")) {
            String letters = arguments.takeWord().substring(1);
            if (letters.isEmpty() || !letters.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)) {
                throw arguments.refusal("dv knows /t /i /v /V /a /n /z only");
            }
            options.append(letters);
        }
        String pattern = arguments.isEmpty() ? "*" : arguments.takeWord();
        arguments.end();
        Frame frame = Stacks.current(session);
        List<Variable> all = new FrameVariables(session.target(), session.symbols(), frame).all();
        if (all.isEmpty()) {
            throw arguments.refusal("dv: the symbols of "
                    + SymbolText.of(session).orNumber(frame.pc())
                    + " describe no locals; private symbols are required for them");
        }
        Predicate<String> wanted = new Wildcard(pattern)::matches;
        String letters = options.toString();
        all.stream()
                .filter(variable -> wanted.test(variable.name()))
                .sorted(order(letters))
                .map(variable -> line(letters, variable))
                .forEach(session.out()::line);
    }

    private static Comparator<Variable> order(String options) {
        if (options.contains("n")) {
            return Comparator.comparing(Variable::name);
        }
        if (options.contains("z")) {
            return Comparator.comparing(variable -> variable.type().size());
        }
        return options.contains("a")
                ? Comparator.comparing(variable -> variable.address().orElse(Address.ZERO))
                : (_, _) -> 0;
    }

    private static String line(String options, Variable variable) {
        String scope = options.contains("i") ? variable.parameter() ? "prv param  " : "prv local  " : "";
        String place = "";
        if (options.contains("V")) {
            place = "%-17s %-14s ".formatted(address(variable.address()), variable.place());
        } else if (options.contains("v")) {
            place = "%-17s ".formatted(variable.address().map(Address::toString).orElse(variable.place()));
        }
        String name = options.contains("t") ? variable.typeName() + " " + variable.name() : variable.name();
        return scope + place + "%15s = %s".formatted(name, variable.value());
    }

    private static String address(Optional<Address> address) {
        return address.map(Address::toString).orElse("");
    }
}
