package io.kdlab.command;

import io.kdlab.session.EndPolicy;
import io.kdlab.session.Role;
import java.util.Locale;
import java.util.Optional;

/// `q qd`: end the session.
///
/// An observer may leave as he came; saying what shall become of the target is not his.
final class Quit extends Command {
    private final Optional<EndPolicy> fixed;

    private Quit(Role role, Optional<EndPolicy> fixed, String usage, String summary, String example, String... names) {
        super(role, usage, summary, example, names);
        this.fixed = fixed;
    }

    /// `q`, which asks unless it is told.
    static Quit asking() {
        return new Quit(
                Role.OBSERVE,
                Optional.empty(),
                "q [resume|stop]",
                "end the session; asks whether to resume the target or leave it stopped, unless that is said",
                "q stop",
                "q",
                "qq");
    }

    /// `qd`, which resumes.
    static Quit resuming() {
        return new Quit(
                Role.DRIVE, Optional.of(EndPolicy.RESUME), "qd", "end the session and resume the target", "qd", "qd");
    }

    @Override
    public boolean actsSometimes() {
        return role() == Role.OBSERVE;
    }

    @Override
    public Role roleFor(String arguments) {
        return arguments.isBlank() ? role() : Role.DRIVE;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        String word = arguments.takeWord().toLowerCase(Locale.ROOT);
        arguments.end();
        session.quit(
                switch (word) {
                    case "" -> fixed;
                    case "resume" -> Optional.of(EndPolicy.RESUME);
                    case "stop" -> Optional.of(EndPolicy.LEAVE_STOPPED);
                    default ->
                        throw arguments.refusal(names().getFirst() + " takes resume or stop, not '" + word + "'");
                });
    }
}
