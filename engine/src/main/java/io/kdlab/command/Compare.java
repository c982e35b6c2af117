package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Locale;

/// `c`: two stretches of memory.
final class Compare extends Command {
    private static final int PIECE = 0x400;

    Compare() {
        super(
                Role.OBSERVE,
                "c range address",
                "compare memory with memory elsewhere and show each byte that differs",
                "c @rsp L20 @rsp+20",
                "c");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        var range = arguments.fullRange(1);
        Address other = arguments.address();
        arguments.end();
        long done = 0;
        while (done < range.count()) {
            session.checkCancelled();
            int length = (int) Math.min(PIECE, range.count() - done);
            Address left = range.start().plus(done);
            Address right = other.plus(done);
            Bytes one = session.target().readAll(left, length);
            Bytes two = session.target().readAll(right, length);
            for (int i = 0; i < length; i++) {
                if (one.get(i) != two.get(i)) {
                    session.out()
                            .line(String.format(
                                    Locale.ROOT,
                                    "%s  %02x - %s  %02x",
                                    left.plus(i),
                                    one.get(i),
                                    right.plus(i),
                                    two.get(i)));
                }
            }
            done += length;
        }
    }
}
