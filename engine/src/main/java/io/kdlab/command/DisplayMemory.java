package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import java.util.Locale;
import java.util.function.BiFunction;

/// `db dw dd dq dp dc`: memory as rows of numbers.
final class DisplayMemory extends Command {
    /// Read and shown at once, so that long displays can be stopped and start at once.
    private static final int PIECE = 0x400;

    /// Bytes shown when no length is typed.
    private static final int USUAL = 128;

    private final int unit;
    private final int perRow;
    private final boolean characters;

    DisplayMemory(String name, int unit, int perRow, boolean characters, String what) {
        super(
                Role.OBSERVE,
                name + " [/c columns] [/p] [range]",
                "show memory as " + what + "; /p takes a physical address",
                name + " nt!KdVersionBlock L8",
                name);
        this.unit = unit;
        this.perRow = perRow;
        this.characters = characters;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int columns = perRow;
        boolean physical = false;
        while (arguments.startsWith("/")) {
            if (arguments.take("/c")) {
                columns = Math.min(arguments.count(perRow), PIECE / unit);
            } else if (arguments.take("/p")) {
                physical = true;
            } else {
                throw arguments.error("Syntax");
            }
        }
        var range = arguments.range(start(session), unit, USUAL / unit);
        arguments.end();
        show(session, range, columns, physical);
        session.state().displayed(names().getFirst(), range.start().plus(range.count() * unit));
    }

    /// Where a `d` without an address begins.
    static Address start(CommandSession session) {
        return session.state()
                .nextDisplay()
                .orElseGet(() -> session.target().registers().pc());
    }

    private void show(CommandSession session, Arguments.Range range, int columns, boolean physical) {
        Target target = session.target();
        BiFunction<Long, Integer, MemorySpan> reader =
                physical ? target::readPhysical : (at, length) -> target.read(new Address(at), length);
        int rowBytes = columns * unit;
        int pieceRows = Math.max(1, PIECE / rowBytes);
        long left = range.count();
        Address at = range.start();
        while (left > 0) {
            session.checkCancelled();
            int objects = (int) Math.min(left, (long) pieceRows * columns);
            MemoryWindow window = MemoryWindow.read(at.value(), objects * unit, reader);
            for (int offset = 0; offset < window.length(); offset += rowBytes) {
                session.out().line(row(at.plus(offset), window, offset, columns));
            }
            window.unknown().ifPresent(why -> session.out().error("(not read: " + why + ")"));
            at = at.plus((long) objects * unit);
            left -= objects;
        }
    }

    private String row(Address at, MemoryWindow window, int offset, int columns) {
        StringBuilder row = new StringBuilder(at + " ");
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            int place = offset + column * unit;
            boolean there = place < window.length();
            boolean hyphen = unit == 1 && column > 0 && column % 8 == 0 && there;
            row.append(hyphen ? "-" : " ").append(there ? cell(window, place) : " ".repeat(width()));
            for (int i = place; there && i < place + unit; i++) {
                text.append(window.isKnown(i, 1) ? character((int) window.value(i, 1)) : '?');
            }
        }
        return characters
                ? row.append("  ").append(text).toString()
                : row.toString().stripTrailing();
    }

    private int width() {
        return unit == 8 ? 17 : unit * 2;
    }

    private String cell(MemoryWindow window, int offset) {
        if (!window.isKnown(offset, unit)) {
            return unit == 8 ? "????????`????????" : "?".repeat(unit * 2);
        }
        long value = window.value(offset, unit);
        return unit == 8 ? new Address(value).toString() : String.format(Locale.ROOT, "%0" + unit * 2 + "x", value);
    }

    private static char character(int value) {
        return value >= 0x20 && value < 0x7f ? (char) value : '.';
    }
}
