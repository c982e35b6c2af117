package io.kdlab.command;

import io.kdlab.expression.Language;
import io.kdlab.session.Role;

/// `.expr`: how expressions are read.
final class ChooseLanguage extends Command {
    ChooseLanguage() {
        super(
                Role.OBSERVE,
                ".expr [/s masm|c++] [/q]",
                "show or choose how expressions are read that do not say it themselves; /q lists the ways",
                ".expr /s masm",
                ".expr");
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    /// The choice is the session's: another front's expressions would silently mean something else.
    @Override
    public Role roleFor(String arguments) {
        return arguments.contains("/s") ? Role.DRIVE : Role.OBSERVE;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        if (arguments.take("/s")) {
            String word = arguments.takeWord();
            session.state()
                    .setLanguage(Language.named(word)
                            .orElseThrow(() -> arguments.refusal(".expr knows masm and c++, not '" + word + "'")));
        }
        boolean list = arguments.take("/q");
        arguments.end();
        if (list) {
            session.out().line("Available expression evaluators:");
            for (Language language : Language.values()) {
                session.out().line(language.toString());
            }
        }
        session.out().line("Current expression evaluator: " + session.state().language());
    }
}
