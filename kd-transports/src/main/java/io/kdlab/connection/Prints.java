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

    /// Tells a print. A RESET can overtake the ack of one, and the target then sends it again under a fresh id.
    ///
    /// @param before done first, unless it is such a copy
    void tell(DebugIo io, Runnable before) {
        boolean copy = afterReset && io.equals(last);
        afterReset = false;
        last = io;
        if (copy) {
            return;
        }
        before.run();
        news.note(LinkTap.Kind.PRINT, io.string(), "target");
        if (io.string().contains(FATAL)) {
            news.note(LinkTap.Kind.BUG_CHECK, io.string().strip(), "target");
        }
        news.publish(new LinkNotice.Printed(io.string(), news.now()));
    }
}
