package io.kdlab.command;

import io.kdlab.inspect.Structures;
import io.kdlab.session.Role;

/// A command that shows structures of the kernel and changes nothing: its words, and what it does.
final class KernelCommand extends Command {
    private static final String BOTH = "layouts A and B";

    private final Work work;
    private String checkedOn = BOTH;

    /// What the command does.
    @FunctionalInterface
    interface Work {
        void run(CommandSession session, Structures structures, Arguments arguments);
    }

    KernelCommand(String usage, String summary, String example, Work work) {
        this(usage, summary, example, work, usage.split(" ", 2)[0]);
    }

    KernelCommand(String usage, String summary, String example, Work work, String... names) {
        super(Role.OBSERVE, usage, summary, example, names);
        this.work = work;
    }

    /// The same command, which no kernel of ours has what it needs for.
    KernelCommand notExercised() {
        checkedOn = "not exercised";
        return this;
    }

    @Override
    public String checkedOn() {
        return checkedOn;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        work.run(session, new Structures(session.target(), session.symbols()), arguments);
    }
}
