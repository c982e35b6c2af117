package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.Symbols;
import java.util.Optional;

/// `.symopt`: the documented bits that say how symbols are treated. Some can be changed; some are how this engine
/// always
/// is; the others have nothing here that they could change, and are refused.
final class SymbolOptions extends Command {
    /// A documented bit (remote-debugging.md §9.4).
    private enum Option {
        CASE_INSENSITIVE(0x1, true),
        DEFERRED_LOADS(0x4, true),
        LOAD_LINES(0x10, false),
        LOAD_ANYTHING(0x40, false),
        FAIL_CRITICAL_ERRORS(0x200, true),
        NO_PROMPTS(0x80000, true),
        DEBUG(0x80000000, false);

        private final int bit;
        private final boolean always;

        Option(int bit, boolean always) {
            this.bit = bit;
            this.always = always;
        }

        boolean isSet(Symbols symbols) {
            return switch (this) {
                case LOAD_LINES -> symbols.hasLines();
                case LOAD_ANYTHING -> symbols.takesAnyBuild();
                case DEBUG -> symbols.isNoisy();
                default -> always;
            };
        }

        void set(Symbols symbols, boolean on) {
            switch (this) {
                case LOAD_LINES -> symbols.lines(on);
                case LOAD_ANYTHING -> symbols.anyBuild(on);
                default -> symbols.noisy(on);
            }
        }

        static Optional<Option> of(int bit) {
            for (Option option : values()) {
                if (option.bit == bit) {
                    return Optional.of(option);
                }
            }
            return Optional.empty();
        }
    }

    SymbolOptions() {
        super(
                Role.OBSERVE,
                ".symopt[+ | -] [bits]",
                "show, set (+) or clear (-) options of symbols: 10 lines of source, 40 symbols of any build, 80000000"
                        + " noise",
                ".symopt+ 10",
                ".symopt");
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.isBlank() ? Role.OBSERVE : Role.DRIVE;
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean add = arguments.take("+");
        boolean clear = !add && arguments.take("-");
        if (add || clear) {
            long value = arguments.value();
            // Expressions extend the sign of numbers of 32 bits.
            long bits = value == (int) value ? Integer.toUnsignedLong((int) value) : value;
            arguments.end();
            change(session.symbols(), bits, add, arguments);
        }
        arguments.end();
        int all = 0;
        for (Option option : Option.values()) {
            all |= option.isSet(session.symbols()) ? option.bit : 0;
        }
        session.out().print("Symbol options are 0x%X:%n", all);
        for (Option option : Option.values()) {
            if (option.isSet(session.symbols())) {
                session.out().print("  0x%08x - SYMOPT_%s%n", option.bit, option.name());
            }
        }
    }

    private static void change(Symbols symbols, long bits, boolean on, Arguments arguments) {
        for (int i = 0; i < Long.SIZE; i++) {
            long bit = 1L << i;
            if ((bits & bit) != 0) {
                Option option = Option.of(i < Integer.SIZE ? (int) bit : 0)
                        .orElseThrow(() -> arguments.refusal(
                                ".symopt: there is nothing here that 0x" + Long.toHexString(bit) + " would change"));
                if (option.always && !on) {
                    throw arguments.refusal(".symopt: SYMOPT_" + option + " is always set here");
                }
            }
        }
        for (Option option : Option.values()) {
            if ((bits & Integer.toUnsignedLong(option.bit)) != 0 && !option.always) {
                option.set(symbols, on);
            }
        }
    }
}
