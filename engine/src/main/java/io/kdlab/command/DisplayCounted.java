package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;

/// `ds dS`: a counted string (`STRING`, `UNICODE_STRING`): two lengths of 16 bits, and a pointer to the characters.
final class DisplayCounted extends Command {
    private final boolean wide;

    DisplayCounted(String name, boolean wide) {
        super(
                Role.OBSERVE,
                name + " [address]",
                "show the text of a " + (wide ? "UNICODE_STRING" : "STRING"),
                name + " @rcx",
                name);
        this.wide = wide;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address at = arguments.isEmpty() ? DisplayMemory.start(session) : arguments.address();
        arguments.end();
        int length = session.target().u16(at);
        Address characters = session.target().pointer(at.plus(session.target().pointerSize()));
        Bytes bytes = session.target().readAll(characters, wide ? length & ~1 : length);
        String text = new String(bytes.toByteArray(), wide ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1);
        session.out().line(characters + "  \"" + text.replaceAll("\\p{Cntrl}", ".") + "\"");
    }
}
