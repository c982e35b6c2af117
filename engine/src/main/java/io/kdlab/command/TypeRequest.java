package io.kdlab.command;

import io.kdlab.inspect.TypeDisplay;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What `dt` was asked for. Options may stand anywhere and be written together (`-ca10`).
///
/// @param name of a type or a variable; empty when only an address was said
/// @param fields paths of members, in order
/// @param list the path of the member that links to the next element
/// @param typesOnly no variables (`-t`, `-e`)
/// @param size only types of so many bytes (`-s`)
/// @param beginning the name may be cut short (`-y` in front of it)
record TypeRequest(
        Optional<String> name,
        List<String> fields,
        Optional<Address> address,
        Optional<String> list,
        boolean typesOnly,
        OptionalLong size,
        boolean beginning,
        boolean detailed,
        boolean physical,
        TypeDisplay display) {

    static TypeRequest read(Arguments arguments) {
        Reader reader = new Reader(arguments);
        while (!arguments.isEmpty()) {
            reader.next();
        }
        return reader.request();
    }

    /// Gathers the parts as they come.
    private static final class Reader {
        private static final int ALL = Integer.MAX_VALUE;

        private final Arguments arguments;
        private final List<String> fields = new ArrayList<>();
        private Optional<String> name = Optional.empty();
        private Optional<Address> address = Optional.empty();
        private Optional<String> list = Optional.empty();
        private OptionalLong size = OptionalLong.empty();
        private boolean typesOnly;
        private boolean beginning;
        private boolean detailed;
        private boolean physical;
        private boolean verbose;
        private boolean prefix;
        private boolean nameFollows;
        private int depth;
        private TypeDisplay.Layout layout = TypeDisplay.Layout.USUAL;

        Reader(Arguments arguments) {
            this.arguments = arguments;
        }

        void next() {
            if (arguments.startsWith("-")) {
                options(arguments.takeWord().substring(1));
            } else if (arguments.take("(")) {
                name = Optional.of(arguments.takeUpTo(')'));
            } else if (address.isEmpty() && !nameFollows && isAddress()) {
                address = Optional.of(arguments.addressInWord());
            } else if (name.isEmpty()) {
                name = Optional.of(arguments.takeWord());
                nameFollows = false;
            } else if (isField()) {
                fields.add(arguments.takeWord());
                nameFollows = false;
            } else {
                address = Optional.of(arguments.addressInWord());
            }
        }

        private void options(String letters) {
            String left = letters;
            if (left.isEmpty()) {
                throw unknown("-");
            }
            while (!left.isEmpty()) {
                String digits = left.substring(1).replaceFirst("(?s)^(\\d{0,6}).*", "$1");
                char letter = left.charAt(0);
                option(letter, digits);
                left = left.substring(letter == 'r' || letter == 'a' ? 1 + digits.length() : 1);
            }
        }

        private void option(char letter, String digits) {
            switch (letter) {
                case 'r' -> depth = digits.isEmpty() ? 1 : Integer.parseInt(digits);
                case 'a' -> layout = layout.elements(digits.isEmpty() ? ALL : Integer.parseInt(digits));
                case 'b' -> {
                    depth = ALL;
                    layout = layout.elements(ALL);
                }
                case 'c' -> layout = layout.compact(true);
                case 'o' -> layout = layout.offsets(false);
                case 'i' -> layout = layout.indented(false);
                case 'd' -> detailed = true;
                case 'e', 't' -> typesOnly = true;
                case 'p' -> physical = true;
                case 'v' -> verbose = true;
                case 'n' -> nameFollows = true;
                case 'y' -> {
                    beginning |= name.isEmpty();
                    prefix |= name.isPresent();
                }
                case 's' -> {
                    size = OptionalLong.of(arguments.addressInWord().value());
                    typesOnly = true;
                }
                case 'l' -> list = Optional.of(arguments.takeWord());
                default -> throw unknown("-" + letter);
            }
        }

        private RuntimeException unknown(String option) {
            return arguments.refusal("dt knows no option " + option
                    + "; there are -a[n] -b -c -d -e -i -o -p -r[n] -s size -t -v, -n -y and -l field");
        }

        private String word() {
            return arguments.rest().strip().split("\\s", 2)[0];
        }

        /// Digits alone are an address, and so is a register.
        private boolean isAddress() {
            return word().matches("(0x)?[0-9A-Fa-f][0-9A-Fa-f`]*|@.*");
        }

        /// A field's name, or an expression for an address? Addresses have a digit in front, or a mark.
        private boolean isField() {
            return word().matches("[A-Za-z_*?][A-Za-z0-9_*?.\\[\\]]*")
                    && (nameFollows || !word().matches("[0-9A-Fa-f`]+"));
        }

        TypeRequest request() {
            return new TypeRequest(
                    name,
                    List.copyOf(fields),
                    address,
                    list,
                    typesOnly,
                    size,
                    beginning,
                    detailed,
                    physical,
                    new TypeDisplay(depth, verbose, prefix, layout));
        }
    }
}
