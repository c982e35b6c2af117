package io.kdlab.session;

import io.kdlab.arch.Architecture;
import io.kdlab.memory.CachedMemory;

/// Whether the engine knows the kernel that it talks to, and how it gets to know it: once for each boot of the
/// target and each opening of the wire.
final class Acquaintance {
    private final Exchange exchange;
    private final LiveAccess access;
    private final LiveTarget target;
    private final SessionListener listener;
    private final StopHandler handler;
    private boolean known;
    private boolean everKnown;
    private boolean down;

    Acquaintance(
            Exchange exchange, LiveAccess access, LiveTarget target, SessionListener listener, StopHandler handler) {
        this.exchange = exchange;
        this.access = access;
        this.target = target;
        this.listener = listener;
        this.handler = handler;
    }

    /// The target stands: asks what it is and cleans up behind earlier engines, unless that was done.
    void make() {
        if (known) {
            return;
        }
        down = false;
        handler.forget();
        access.forget();
        CachedMemory memory = access.memory();
        var introduction = new Introduction(exchange, memory);
        introduction.clearSlots();
        var version = introduction.version();
        version.flatMap(told -> Architecture.of(told.machine())).ifPresent(access::understand);
        target.introduced(version, version.flatMap(introduction::debuggerData));
        known = true;
        listener.established(everKnown);
        everKnown = true;
    }

    /// The wire was lost: who is there when it comes back is not known.
    void doubt() {
        known = false;
    }

    /// The kernel is gone. The wire shows that in several ways; it is said once.
    void end() {
        if (down) {
            return;
        }
        down = true;
        known = false;
        handler.forget();
        target.forget();
        access.forget();
        listener.rebooted();
    }
}
