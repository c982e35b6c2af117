package io.kdlab.command;

import io.kdlab.inspect.Structure;
import io.kdlab.inspect.ThreadRegisters;
import io.kdlab.session.Role;
import io.kdlab.target.StopEvent;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;

/// `.thread`: look at the target as a waiting thread left it, until it runs again.
final class SetThread extends Command {
    SetThread() {
        super(
                Role.DRIVE,
                ".thread [/p [/r]] [address]",
                "show registers and stack of a thread that waits; /p with the user memory of its process, /r with that"
                        + " process's modules; without an address, those of the thread that runs",
                ".thread @$thread",
                ".thread");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        boolean process = false;
        while (arguments.startsWith("/")) {
            switch (arguments.takeWord()) {
                case "/p", "/P" -> process = true;
                case "/r", "/w" -> {
                    // User-mode modules are none of this debugger's business yet; the kernel's stay as they are.
                }
                default -> throw arguments.refusal(".thread knows /p /P /r and /w only");
            }
        }
        Address running = session.lastEvent().map(StopEvent::thread).orElse(Address.ZERO);
        Address asked = arguments.isEmpty() ? Address.ZERO : arguments.address();
        arguments.end();
        Address thread = asked.equals(Address.ZERO) ? running : asked;
        if (thread.equals(running)) {
            session.state().resetContext();
        } else {
            look(session, ThreadRegisters.thread(thread, session.target(), session.symbols()));
        }
        session.out().line("Implicit thread is now " + thread);
        if (process) {
            Structure known = ThreadRegisters.thread(thread, session.target(), session.symbols());
            SetProcess.choose(
                    session, new Address(known.get(known.has("ApcState.Process") ? "ApcState.Process" : "ApcProcess")));
        }
    }

    private static void look(CommandSession session, Structure thread) {
        if (ThreadRegisters.isRunning(thread)) {
            throw new Unsupported("the thread " + thread.at() + " runs on another processor: ~Ns goes there");
        }
        session.state().setContext(ThreadRegisters.of(thread, session.target(), session.symbols()));
    }
}
