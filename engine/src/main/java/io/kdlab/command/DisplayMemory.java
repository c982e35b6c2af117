package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import java.util.function.BiFunction;

/// `db dw dd dq dp dc`: memory as rows of numbers.
final class DisplayMemory extends Command {
    /// A unit: as wide as the target's pointers.
    static final int POINTERS = 0;

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
                name + (name.startsWith("!") ? " [/c columns] [range]" : " [/c columns] [/p] [range]"),
                name.startsWith("!")
                        ? "show physical memory as " + what
                        : "show memory as " + what + "; /p takes a physical address",
                name.startsWith("!") ? name + " 1000 L8" : name + " nt!KdVersionBlock L8",
                name);
        this.unit = unit;
        this.perRow = perRow;
        this.characters = characters;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        int unit = width(session, this.unit);
        int columns = this.unit == POINTERS ? 16 / unit : perRow;
        boolean physical = names().getFirst().startsWith("!");
        while (arguments.startsWith("/")) {
            if (arguments.take("/c")) {
                columns = Math.min(arguments.count(columns), PIECE / unit);
            } else if (arguments.take("/p")) {
                physical = true;
            } else {
                throw arguments.error("Syntax");
            }
        }
        var range = arguments.range(start(session), unit, USUAL / unit);
        arguments.end();
        show(session, range, unit, columns, physical);
        session.state().displayed(names().getFirst(), range.start().plus(range.count() * unit));
    }

    /// Bytes of a number of `unit`.
    static int width(CommandSession session, int unit) {
        return unit == POINTERS ? session.target().pointerSize() : unit;
    }

    /// Where a `d` without an address begins.
    static Address start(CommandSession session) {
        return session.state()
                .nextDisplay()
                .orElseGet(() -> SetContext.registers(session).pc());
    }

    private void show(CommandSession session, Arguments.Range range, int unit, int columns, boolean physical) {
        Target target = session.target();
        BiFunction<Long, Integer, MemorySpan> reader =
                physical ? target::readPhysical : (at, length) -> target.read(new Address(at), length);
        MemoryRow row = new MemoryRow(unit, columns, characters);
        int rowBytes = columns * unit;
        int pieceRows = Math.max(1, PIECE / rowBytes);
        long left = range.count();
        Address at = range.start();
        if (!physical) {
            target.expect(at, (int) Math.min(range.count() * unit, Integer.MAX_VALUE));
        }
        while (left > 0) {
            session.checkCancelled();
            int objects = (int) Math.min(left, (long) pieceRows * columns);
            MemoryWindow window = MemoryWindow.read(at.value(), objects * unit, reader);
            for (int offset = 0; offset < window.length(); offset += rowBytes) {
                session.out().line(row.text(at.plus(offset), window, offset));
            }
            window.unknown().ifPresent(why -> session.out().error("(not read: " + why + ")"));
            at = at.plus((long) objects * unit);
            left -= objects;
        }
    }
}
