package io.kdlab.command;

import io.kdlab.target.MemoryFault;
import io.kdlab.target.MemorySpan;
import io.kdlab.target.Target;
import io.kdlab.value.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `dl` and `!validatelist`: linked lists that no type describes.
final class ListCommands {
    private static final int USUAL = 0x20;
    private static final int MOST = 100_000;

    private ListCommands() {}

    static List<Command> all() {
        return List.of(
                new KernelCommand(
                        "dl[b] address [count [size]]",
                        "show a linked list, size pointers of each entry; dlb follows the second pointer backwards",
                        "dl nt!PsLoadedModuleList 20 2",
                        (session, _, arguments) -> display(session, arguments),
                        "dl",
                        "dlb"),
                new KernelCommand(
                        "!validatelist address",
                        "check that every entry of a LIST_ENTRY list points forward and back to its neighbours",
                        "!validatelist nt!PsLoadedModuleList",
                        (session, _, arguments) -> validate(session, arguments)));
    }

    static void display(CommandSession session, Arguments arguments) {
        boolean back = arguments.word().endsWith("b");
        Address start = arguments.address();
        int count = arguments.count(USUAL);
        int size = arguments.count(2);
        arguments.end();
        Target target = session.target();
        int width = target.pointerSize();
        Set<Address> seen = new HashSet<>();
        Address at = start;
        for (int i = 0; i < count && at.value() != 0 && seen.add(at); i++) {
            session.checkCancelled();
            MemoryWindow window =
                    MemoryWindow.read(at.value(), size * width, (from, bytes) -> target.read(new Address(from), bytes));
            MemoryRow row = new MemoryRow(width, width == 8 ? 2 : 4, false);
            int perRow = width * (width == 8 ? 2 : 4);
            for (int offset = 0; offset < window.length(); offset += perRow) {
                session.out().line(row.text(at.plus(offset), window, offset));
            }
            Address link = at.plus(back ? width : 0);
            if (!(target.read(link, width) instanceof MemorySpan.Known(var bytes))) {
                return;
            }
            at = target.pointerIn(bytes, 0);
        }
    }

    private static void validate(CommandSession session, Arguments arguments) {
        Address head = arguments.address();
        arguments.end();
        Target target = session.target();
        Address before = head;
        int entries = 0;
        try {
            while (entries < MOST) {
                session.checkCancelled();
                Address entry = target.pointer(before);
                Address back = target.pointer(entry.plus(target.pointerSize()));
                if (!back.equals(before)) {
                    session.out()
                            .line("Blink at address " + plain(entry.plus(target.pointerSize())) + " is invalid: it is "
                                    + plain(back) + ", not " + plain(before));
                    return;
                }
                if (entry.equals(head)) {
                    session.out().line("Found list end after " + entries + " entries");
                    return;
                }
                entries++;
                before = entry;
            }
            session.out().line("Not ended after " + MOST + " entries");
        } catch (MemoryFault fault) {
            session.out().line("After " + entries + " entries, behind " + plain(before) + ": " + fault.getMessage());
        }
    }

    private static String plain(Address address) {
        return address.toString().replace("`", "");
    }
}
