package io.kdlab.command;

import io.kdlab.session.Role;

/// `.echo`: text for everybody in the session.
final class Echo extends Command {
    Echo() {
        super(Role.OBSERVE, ".echo text", "show text to everybody in the session", ".echo back at ten", ".echo");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String text = arguments.takeRest();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        session.out().line(quoted ? text.substring(1, text.length() - 1) : text);
    }
}
