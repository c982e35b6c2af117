package io.kdlab.command;

import io.kdlab.inspect.PrintBuffer;
import io.kdlab.session.Role;
import io.kdlab.target.TargetState;
import java.util.List;
import java.util.Optional;

/// `!dbgprint`: what the kernel printed, from its own buffer, or else from what this session has heard.
final class ShowPrints extends Command {
    ShowPrints() {
        super(
                Role.OBSERVE,
                "!dbgprint",
                "show what the kernel printed: its own buffer, or what this session has heard where it has none",
                "!dbgprint",
                "!dbgprint");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        Optional<String> buffer = session.target().state() instanceof TargetState.Halted
                ? PrintBuffer.read(session.target())
                : Optional.empty();
        if (buffer.isEmpty()) {
            session.out().line("(from this session's own record: the kernel's print buffer cannot be read now)");
        }
        List<String> lines = buffer.map(text -> text.lines().toList()).orElseGet(session::prints);
        for (String line : lines) {
            session.checkCancelled();
            session.out().line(line);
        }
    }
}
