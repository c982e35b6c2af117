package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.target.Target;
import java.util.OptionalLong;

/// `~ ~Ns`: processors.
final class Processor extends Command {
    Processor() {
        super(
                Role.OBSERVE,
                "~[Ns]",
                "show the processors; ~Ns makes processor N the current one, which needs the role drive",
                "~0s",
                "~");
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.isBlank() ? Role.OBSERVE : Role.DRIVE;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Target target = session.target();
        if (arguments.isEmpty()) {
            for (int number = 0; number < target.processorCount(); number++) {
                session.out().print("%s %2d%n", number == target.processor() ? "." : " ", number);
            }
            return;
        }
        OptionalLong number = arguments.gluedNumber();
        if (number.isEmpty() || !arguments.take("s")) {
            throw arguments.error("Syntax");
        }
        arguments.end();
        if (number.getAsLong() >= target.processorCount()) {
            throw arguments.refusal(
                    number.getAsLong() + " is not a processor: this target has 0 to " + (target.processorCount() - 1));
        }
        if (number.getAsLong() != target.processor()) {
            session.selectProcessor((int) number.getAsLong());
            session.state().stopped();
        }
    }
}
