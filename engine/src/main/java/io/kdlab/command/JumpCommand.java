package io.kdlab.command;

import io.kdlab.session.Role;

/// `.break .continue .leave`.
final class JumpCommand extends Command {
    private final Jump.To to;

    JumpCommand(Jump.To to, String summary, String example) {
        super(Role.OBSERVE, to.word(), summary, example, to.word());
        this.to = to;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        throw new Jump(to);
    }
}
