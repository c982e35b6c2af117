package io.kdlab.connection;

import io.kdlab.message.DebugIo;
import io.kdlab.transport.LinkTap;
import org.jspecify.annotations.Nullable;

/// Tells what the target prints, each print once. Event loop only.
final class Prints {
    /// What every kernel prints before it stops for a bug check.
    private static final String FATAL = "*** Fatal System Error:";

    private final LinkNews news;
    private @Nullable DebugIo last;
    private boolean afterReset;

    Prints(LinkNews news) {
        this.news = news;
    }

    /// The next packet is the first after a RESET.
    void resynchronised() {
        afterReset = true;
    }

    /// Something else was heard than a print.
    void interrupted() {
        afterReset = false;
        last = null;
    }

    /// Whether this is a print of its own. A RESET can overtake the ack of a print, and the target then sends that
    /// print again under a fresh id.
    boolean isNew(DebugIo io) {
        boolean copy = afterReset && io.equals(last);
        afterReset = false;
        last = io;
        return !copy;
    }

    void tell(DebugIo io) {
        news.note(LinkTap.Kind.PRINT, io.string(), "target");
        if (io.string().contains(FATAL)) {
            news.note(LinkTap.Kind.BUG_CHECK, io.string().strip(), "target");
        }
        news.publish(new LinkNotice.Printed(io.string(), news.now()));
    }
}
