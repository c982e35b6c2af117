package io.kdlab.command;

import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.breakpoint.Breakpoints;
import io.kdlab.session.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ObjIntConsumer;

/// `bc bd be`: breakpoints by their numbers.
final class ChangeBreakpoints extends Command {
    private final ObjIntConsumer<Breakpoints> change;

    ChangeBreakpoints(String name, String what, ObjIntConsumer<Breakpoints> change) {
        super(Role.DRIVE, name + " * | number[-number] ...", what + "; * means all", name + " 0", name);
        this.change = change;
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Breakpoints breakpoints = session.breakpoints();
        List<Integer> ids = new ArrayList<>();
        if (arguments.isEmpty()) {
            throw arguments.refusal(names().getFirst() + " needs numbers of breakpoints, or * for all");
        }
        if (arguments.take("*")) {
            breakpoints.all().stream().map(Breakpoint::id).forEach(ids::add);
        }
        while (!arguments.isEmpty()) {
            one(arguments, ids);
        }
        for (int id : ids) {
            try {
                change.accept(breakpoints, id);
            } catch (NoSuchElementException e) {
                throw arguments.refusal(String.valueOf(e.getMessage()));
            }
        }
    }

    private static void one(Arguments arguments, List<Integer> ids) {
        arguments.take(",");
        var first = arguments.gluedNumber();
        if (first.isEmpty()) {
            throw arguments.error("Syntax");
        }
        int last = (int) first.getAsLong();
        if (arguments.take("-")) {
            arguments.isEmpty();
            last = (int) arguments.gluedNumber().orElseThrow(() -> arguments.error("Syntax"));
        }
        if (last - first.getAsLong() > 1000) {
            throw arguments.error("Range");
        }
        for (int id = (int) first.getAsLong(); id <= last; id++) {
            ids.add(id);
        }
    }
}
