package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;

/// `ea eu eza ezu`: text into memory.
final class EnterString extends Command {
    private final boolean wide;
    private final boolean terminated;

    EnterString(String name, boolean wide, boolean terminated) {
        super(
                Role.DRIVE,
                name + " address \"text\"",
                "write " + (wide ? "Unicode" : "ASCII") + " text " + (terminated ? "and a zero character " : "")
                        + "to memory",
                name + " @rcx \"abc\"",
                name);
        this.wide = wide;
        this.terminated = terminated;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address at = arguments.address();
        String text = arguments.quoted().orElseThrow(() -> arguments.error("Syntax"));
        arguments.end();
        String whole = terminated ? text + "\0" : text;
        byte[] bytes = whole.getBytes(wide ? StandardCharsets.UTF_16LE : StandardCharsets.US_ASCII);
        session.target().write(at, Bytes.of(bytes));
    }
}
