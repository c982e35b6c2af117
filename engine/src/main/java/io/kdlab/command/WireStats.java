package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.stub.WireCount;
import java.time.Duration;
import java.time.Instant;

/// `.wirestats`: what commands cost on the wire.
final class WireStats extends Command {
    WireStats() {
        super(
                Role.OBSERVE,
                ".wirestats [on | off]",
                "show what the session has cost on the wire; on has every command tell its own requests, bytes and time",
                ".wirestats on",
                ".wirestats");
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.isBlank() ? Role.OBSERVE : Role.DRIVE;
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.isEmpty()) {
            session.out()
                    .line("This session: " + session.carried() + ". Commands "
                            + (session.state().wireStats() ? "tell" : "do not tell") + " what they cost.");
            return;
        }
        boolean on = switch (arguments.takeWord()) {
            case "on" -> true;
            case "off" -> false;
            default -> throw arguments.refusal(".wirestats takes on or off");
        };
        arguments.end();
        session.state().setWireStats(on);
    }

    /// Runs `command` and tells what it cost, where people want to know that.
    static void around(CommandSession session, Runnable command) {
        if (!session.state().wireStats()) {
            command.run();
            return;
        }
        WireCount before = session.carried();
        Instant began = session.clock().instant();
        try {
            command.run();
        } finally {
            if (session.state().wireStats()) {
                long took = Duration.between(began, session.clock().instant()).toMillis();
                session.out().line("Wire: %s, %d ms".formatted(session.carried().since(before), took));
            }
        }
    }
}
