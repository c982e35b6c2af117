package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.target.Memory;
import io.kdlab.value.Address;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// `s`: a pattern in a range. Pages that cannot be read are passed over.
final class Search extends Command {
    private static final int PIECE = 0x1000;

    Search() {
        super(
                Role.OBSERVE,
                "s [-b|-w|-d|-q|-a|-u] range pattern",
                "search memory for numbers of 1, 2, 4 or 8 bytes, or for \"text\" (-a ASCII, -u Unicode)",
                "s -a nt L1000 \"This program\"",
                "s");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        char kind = 'b';
        if (arguments.take("-")) {
            String name = arguments.takeName().toLowerCase(Locale.ROOT);
            if (name.length() != 1 || "bwdqau".indexOf(name.charAt(0)) < 0) {
                throw arguments.refusal("s takes -b, -w, -d, -q, -a or -u, not '-" + name + "'");
            }
            kind = name.charAt(0);
        }
        int unit = switch (kind) {
            case 'w', 'u' -> 2;
            case 'd' -> 4;
            case 'q' -> 8;
            default -> 1;
        };
        var range = arguments.fullRange(unit);
        byte[] pattern = pattern(arguments, kind, unit);
        MemoryRow row = new MemoryRow(unit, 16 / unit, kind != 'q');
        search(session, range.start(), range.count() * unit, unit, pattern, row);
    }

    private static byte[] pattern(Arguments arguments, char kind, int unit) {
        if (kind != 'a' && kind != 'u') {
            return BytePattern.read(arguments, unit);
        }
        String text = arguments.quoted().orElseThrow(() -> arguments.error("Syntax"));
        arguments.end();
        if (text.isEmpty()) {
            throw arguments.error("Syntax");
        }
        return text.getBytes(kind == 'a' ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
    }

    private static void search(
            CommandSession session, Address start, long length, int unit, byte[] pattern, MemoryRow row) {
        Memory memory = session.target();
        memory.expect(start, (int) Math.min(length, Integer.MAX_VALUE));
        for (long done = 0; done < length; done += PIECE) {
            session.checkCancelled();
            int places = (int) Math.min(PIECE, length - done);
            long readable = Math.min((long) places + pattern.length - 1, length - done);
            Address at = start.plus(done);
            MemoryWindow window = MemoryWindow.read(
                    at.value(), (int) readable, (address, count) -> memory.read(new Address(address), count));
            for (int i = 0; i < places; i += unit) {
                if (matches(window, i, pattern)) {
                    Address found = at.plus(i);
                    MemoryWindow shown = MemoryWindow.read(
                            found.value(), 16, (address, count) -> memory.read(new Address(address), count));
                    session.out().line(row.text(found, shown, 0));
                }
            }
        }
    }

    private static boolean matches(MemoryWindow window, int offset, byte[] pattern) {
        if (!window.isKnown(offset, pattern.length)) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            if ((byte) window.value(offset + i, 1) != pattern[i]) {
                return false;
            }
        }
        return true;
    }
}
