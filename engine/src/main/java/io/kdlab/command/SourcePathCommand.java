package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.symbol.SourcePath;

/// `.srcpath`: where source files are looked for, on the machine that the engine runs on.
final class SourcePathCommand extends Command {
    SourcePathCommand() {
        super(
                Role.OBSERVE,
                ".srcpath[+] [directory[;directory ...]]",
                "show, set or (with +) extend the path that source files are looked for in",
                ".srcpath+ /srv/source",
                ".srcpath");
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
        boolean more = arguments.take("+");
        String text = arguments.takeRest();
        String before = session.state().sourcePath().text();
        if (!text.isEmpty()) {
            session.state().sourcePath(new SourcePath(more && !before.isEmpty() ? before + ";" + text : text));
        }
        session.out()
                .line("Source search path is: " + session.state().sourcePath().text());
    }
}
