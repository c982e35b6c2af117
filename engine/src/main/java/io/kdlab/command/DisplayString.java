package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;

/// `da du`: memory as text, up to its zero character.
final class DisplayString extends Command {
    private static final int PER_ROW = 32;

    /// Where text without an end is cut.
    private static final int LONGEST = 0x1000;

    private final int unit;

    DisplayString(String name, int unit, String what) {
        super(
                Role.OBSERVE,
                name + " [range]",
                "show memory as " + what + " up to the zero character or the end of the range",
                name + " poi(@rcx)",
                name);
        this.unit = unit;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        var range = arguments.range(DisplayMemory.start(session), unit, LONGEST);
        arguments.end();
        Address at = range.start();
        long left = range.count();
        boolean ended = false;
        while (left > 0 && !ended) {
            session.checkCancelled();
            int wanted = (int) Math.min(left, PER_ROW);
            MemoryWindow window = MemoryWindow.read(
                    at.value(),
                    wanted * unit,
                    (address, length) -> session.target().read(new Address(address), length));
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < wanted && !ended; i++) {
                if (!window.isKnown(i * unit, unit)) {
                    text.append('?');
                    ended = true;
                } else {
                    long value = window.value(i * unit, unit);
                    ended = value == 0;
                    text.append(ended ? "" : character(value));
                }
            }
            if (!text.isEmpty() || at.equals(range.start())) {
                session.out().line(at + "  \"" + text + "\"");
            }
            at = at.plus((long) wanted * unit);
            left -= wanted;
        }
        session.state().displayed(names().getFirst(), at);
    }

    private static String character(long value) {
        return value >= 0x20 && value < 0x7f || value >= 0xa0 && Character.isDefined((char) value)
                ? String.valueOf((char) value)
                : ".";
    }
}
