package io.kdlab.command;

import io.kdlab.arch.X64;
import io.kdlab.inspect.DispatcherObject;
import io.kdlab.inspect.Structure;
import io.kdlab.session.Role;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// `.process`: whose user memory is looked at, until the target runs again.
///
/// With `/i` the kernel itself is asked to switch: two of its variables tell its debugging thread to attach to the
/// process and to break in there.
final class SetProcess extends Command {
    private static final String ATTACH = "ExpDebuggerProcessAttach";
    private static final String WORK = "ExpDebuggerWork";

    SetProcess() {
        super(
                Role.DRIVE,
                ".process [/p [/r]] [/i] [address]",
                "look at the user memory of a process; /i has the kernel itself switch to it when it runs next; without"
                        + " an address, or with 0, that of the process that runs",
                ".process /p 0",
                ".process");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean invasive = false;
        boolean reload = false;
        while (arguments.startsWith("/")) {
            switch (arguments.takeWord()) {
                case "/p", "/P" -> {
                    // Addresses are always translated by the process's own tables here.
                }
                case "/r" -> reload = true;
                case "/i" -> invasive = true;
                default -> throw arguments.refusal(".process knows /p /P /r and /i only");
            }
        }
        Address process = arguments.isEmpty() ? Address.ZERO : arguments.address();
        arguments.end();
        if (invasive) {
            attach(session, process);
            return;
        }
        if (process.equals(Address.ZERO)) {
            session.state().resetDirectory();
            session.out().line("Implicit process is now the one that runs");
        } else {
            choose(session, process);
        }
        if (reload) {
            session.out().line("Loading User Symbols");
        }
    }

    /// Makes `process` the one whose memory everybody looks at.
    static void choose(CommandSession session, Address process) {
        if (!(session.target().architecture() instanceof X64)) {
            throw new Unsupported(
                    "page tables of " + session.target().architecture().name() + " are not known here");
        }
        Structure known = DispatcherObject.PROCESS.at(process, session.target(), session.symbols());
        session.state().setDirectory(known.get("DirectoryTableBase"));
        session.out().line("Implicit process is now " + process);
    }

    private static void attach(CommandSession session, Address process) {
        Address attach = variable(session, ATTACH);
        Address work = variable(session, WORK);
        if (session.target().u32(work) != 0) {
            throw new Unsupported("the kernel is still busy with what a debugger asked for before (nt!" + WORK + ")");
        }
        int size = session.target().pointerSize();
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (process.value() >>> Byte.SIZE * i);
        }
        session.target().write(attach, Bytes.of(bytes));
        session.target().write(work, Bytes.of((byte) 1, (byte) 0, (byte) 0, (byte) 0));
        session.out().line("You need to continue execution (press 'g' <enter>) for the context");
        session.out().line("to be switched. When the debugger breaks in again, you will be in");
        session.out().line("the new process context.");
    }

    private static Address variable(CommandSession session, String name) {
        return session.symbols()
                .address(name)
                .orElseThrow(() -> new Unsupported(
                        ".process /i needs nt!" + name + ", which is not among the kernel's symbols; use .process /p"));
    }
}
