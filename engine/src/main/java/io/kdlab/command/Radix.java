package io.kdlab.command;

import io.kdlab.session.Role;

/// `n`: the radix of numbers.
final class Radix extends Command {
    Radix() {
        super(Role.OBSERVE, "n [8|10|16]", "show or set the radix of numbers without a prefix", "n 16", "n");
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    /// The radix is the session's: another front's addresses would silently mean something else.
    @Override
    public Role roleFor(String arguments) {
        return arguments.isBlank() ? Role.OBSERVE : Role.DRIVE;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String word = arguments.takeWord();
        arguments.end();
        switch (word) {
            case "" -> {}
            case "8", "10", "16" -> session.state().setRadix(Integer.parseInt(word));
            default -> throw arguments.refusal("n takes 8, 10 or 16, not '" + word + "'");
        }
        session.out().line("base is " + session.state().radix());
    }
}
