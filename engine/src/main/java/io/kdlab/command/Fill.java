package io.kdlab.command;

import io.kdlab.session.Role;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;

/// `f`: a pattern into a range.
final class Fill extends Command {
    private static final int PIECE = 0x400;

    Fill() {
        super(
                Role.DRIVE,
                "f range byte|\"text\" [byte|\"text\" ...]",
                "fill memory with a pattern of bytes, repeated",
                "f @rsp-100 L40 0",
                "f");
    }

    @Override
    public void run(CommandSession session, Arguments arguments) {
        var range = arguments.fullRange(1);
        byte[] pattern = BytePattern.read(arguments, 1);
        long done = 0;
        while (done < range.count()) {
            session.checkCancelled();
            byte[] piece = new byte[(int) Math.min(PIECE, range.count() - done)];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = pattern[(int) ((done + i) % pattern.length)];
            }
            Address at = range.start().plus(done);
            session.target().write(at, Bytes.of(piece));
            done += piece.length;
        }
        session.out().line("Filled 0x" + Long.toHexString(range.count()) + " bytes");
    }
}
