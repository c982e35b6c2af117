package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

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
        session.target().write(at, Bytes.of(BytePattern.read(arguments, unit)));
    }
}
