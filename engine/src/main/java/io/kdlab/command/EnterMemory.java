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
                name + (name.startsWith("!") ? "" : " [/p]") + " address value [value ...]",
                name.startsWith("!")
                        ? "write " + what + " to physical memory"
                        : "write " + what + " to memory; /p takes a physical address",
                name.startsWith("!") ? name + " 1000 1" : name + " nt!KdDebuggerEnabled 1",
                name);
        this.unit = unit;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean physical = names().getFirst().startsWith("!") || arguments.take("/p");
        Address at = arguments.address();
        if (arguments.isEmpty()) {
            throw arguments.refusal(names().getFirst() + " needs the values on the same line: " + usage()
                    + " (it does not ask for them)");
        }
        Bytes bytes = Bytes.of(BytePattern.read(arguments, unit));
        if (physical) {
            session.target().writePhysical(at.value(), bytes);
        } else {
            session.target().write(at, bytes);
        }
    }
}
