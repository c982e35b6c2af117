package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// `m`: memory to elsewhere.
final class Move extends Command {
    /// All of it is read before any of it is written, so that overlapping is harmless.
    private static final int MOST = 0x10_0000;

    Move() {
        super(
                Role.DRIVE,
                "m range address",
                "copy memory; source and destination may overlap",
                "m @rsp L20 @rsp+20",
                "m");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        var range = arguments.fullRange(1);
        Address to = arguments.address();
        arguments.end();
        if (range.count() > MOST) {
            throw arguments.refusal("m copies 0x" + Integer.toHexString(MOST) + " bytes at most, not 0x"
                    + Long.toHexString(range.count()));
        }
        Bytes bytes = session.target().readAll(range.start(), (int) range.count());
        session.target().write(to, bytes);
    }
}
