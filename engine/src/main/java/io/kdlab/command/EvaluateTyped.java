package io.kdlab.command;

import io.kdlab.expression.Value;
import io.kdlab.inspect.TypedText;
import io.kdlab.session.Role;
import java.util.regex.Pattern;

/// `??`: a C++ expression with its type.
final class EvaluateTyped extends Command {
    /// What writes: `=` that does not compare, `++` and `--`.
    private static final Pattern WRITES = Pattern.compile("\\+\\+|--|(?:<<|>>|[^=!<>])=(?!=)");

    EvaluateTyped() {
        super(
                Role.OBSERVE,
                "?? expression",
                "show the value and type of a C++ expression: members, arrays, casts, sizeof, #FIELD_OFFSET; an"
                        + " assignment changes memory and needs the role drive",
                "?? ((nt!_LIST_ENTRY *)@rcx)->Flink",
                "??");
    }

    @Override
    public boolean actsSometimes() {
        return true;
    }

    @Override
    public Role roleFor(String arguments) {
        return WRITES.matcher(arguments).find() ? Role.DRIVE : Role.OBSERVE;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Value value = arguments.typedValue(session);
        new TypedText(session.target(), session.out()::line).write(value);
    }
}
