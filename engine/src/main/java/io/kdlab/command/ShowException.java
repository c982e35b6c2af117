package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;

/// `.exr`: an exception record in memory, or that of the last exception (-1).
final class ShowException extends Command {
    private static final int MOST_PARAMETERS = 15;

    ShowException() {
        super(
                Role.OBSERVE,
                ".exr address | -1",
                "show an exception record, or with -1 that of the exception that stopped the target",
                ".exr -1",
                ".exr");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        Address at = arguments.address();
        arguments.end();
        if (at.value() == -1) {
            last(session);
        } else if (session.target().pointerSize() == 4) {
            Bytes head = session.target().readAll(at, 20);
            int count = head.u32(16);
            show(session, head.u32(0), head.u32(4), new Address(head.u32(12)), values(session, at.plus(20), count, 4));
        } else {
            Bytes head = session.target().readAll(at, 32);
            int count = head.u32(24);
            show(session, head.u32(0), head.u32(4), new Address(head.u64(16)), values(session, at.plus(32), count, 8));
        }
    }

    private static void last(CommandSession session) {
        if (!(session.target().state() instanceof TargetState.Halted(var event))
                || !(event.reason() instanceof StopReason.Exception exception)) {
            throw new Unsupported("the target did not stop at an exception");
        }
        show(session, exception.code(), 0, exception.at(), exception.parameters());
    }

    private static List<Long> values(CommandSession session, Address at, int count, int size) {
        List<Long> values = new ArrayList<>();
        if (count < 0 || count > MOST_PARAMETERS) {
            throw new Unsupported("no exception record: it would have " + Integer.toUnsignedString(count)
                    + " parameters, and there are " + MOST_PARAMETERS + " at most");
        }
        for (int i = 0; i < count; i++) {
            values.add(SessionScope.read(session.target(), at.plus((long) size * i), size)
                    .orElse(0));
        }
        return values;
    }

    private static void show(CommandSession session, int code, int flags, Address at, List<Long> parameters) {
        session.out()
                .line("ExceptionAddress: " + at + " (" + SymbolText.of(session).orNumber(at) + ")");
        session.out().print("   ExceptionCode: %08x (%s)\n", code, StopText.exceptionName(code));
        session.out().print("  ExceptionFlags: %08x\n", flags);
        session.out().print("NumberParameters: %d\n", parameters.size());
        String format = "   Parameter[%d]: %0" + 2 * session.target().pointerSize() + "x\n";
        for (int i = 0; i < parameters.size(); i++) {
            session.out().print(format, i, parameters.get(i));
        }
    }
}
