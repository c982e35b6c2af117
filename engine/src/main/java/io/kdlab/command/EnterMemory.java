package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.ByteArrayOutputStream;

/// `eb ew ed eq ep`: numbers into memory.
final class EnterMemory extends Command {
    private final int unit;

    EnterMemory(String name, int unit, String what) {
        super(
                Role.DRIVE,
                name + " address value [value ...]",
                "write " + what + " to memory",
                name + " nt!KdDebuggerEnabled 1",
                name);
        this.unit = unit;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address at = arguments.address();
        if (arguments.isEmpty()) {
            throw arguments.refusal(names().getFirst() + " needs the values on the same line: " + usage()
                    + " (it does not ask for them)");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!arguments.isEmpty()) {
            var quoted = unit == 1 ? arguments.quoted() : java.util.Optional.<String>empty();
            if (quoted.isPresent()) {
                quoted.get().chars().forEach(bytes::write);
                continue;
            }
            append(bytes, arguments);
        }
        session.target().write(at, Bytes.of(bytes.toByteArray()));
    }

    private void append(ByteArrayOutputStream bytes, Arguments arguments) {
        long value = arguments.value();
        boolean fits = unit == 8 || value >>> 8 * unit == 0 || value >> 8 * unit - 1 == -1;
        if (!fits) {
            throw arguments.error("Overflow");
        }
        for (int i = 0; i < unit; i++) {
            bytes.write((int) (value >>> 8 * i));
        }
    }
}
