package io.kdlab.command;

import io.kdlab.inspect.VersionBlock;
import io.kdlab.session.Role;
import java.util.Optional;

/// `version`.
final class Version extends Command {
    Version() {
        super(Role.OBSERVE, "version", "show what the target and this debugger are", "version", "version");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        arguments.end();
        VersionBlock.lines(
                        session.target(),
                        session.clock().instant(),
                        session.clock().getZone())
                .forEach(session.out()::line);
        session.out().line("");
        String own = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .map(number -> " " + number)
                .orElse("");
        session.out().line("kdlab debugger engine" + own + ", Java " + Runtime.version());
        CodeText.of(session).missing().ifPresent(session.out()::line);
    }
}
