package io.kdlab.rpc;

import io.kdlab.engine.Front;
import io.kdlab.engine.FrontIdentity;
import io.kdlab.session.Role;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One opened session: who, on which connection, as what.
///
/// The front is joined by the first `Follow`, so that no output is made for a client that does not read.
final class RpcSession {
    private final String id;
    private final String connection;
    private final FrontIdentity identity;
    private final House.Admission admission;
    private final Consumer<String> tellEnd;
    private final AtomicReference<@Nullable Front> front = new AtomicReference<>();
    private final AtomicReference<@Nullable PacedStream> output = new AtomicReference<>();

    RpcSession(
            String id, String connection, FrontIdentity identity, House.Admission admission, Consumer<String> tellEnd) {
        this.id = id;
        this.connection = connection;
        this.identity = identity;
        this.admission = admission;
        this.tellEnd = tellEnd;
    }

    String id() {
        return id;
    }

    String connection() {
        return connection;
    }

    FrontIdentity identity() {
        return identity;
    }

    House.Admission admission() {
        return admission;
    }

    Role role() {
        return admission.role();
    }

    /// The joined front, or null before the first `Follow`.
    @Nullable
    Front front() {
        return front.get();
    }

    boolean joined(Front joined, PacedStream stream) {
        if (!front.compareAndSet(null, joined)) {
            return false;
        }
        output.set(stream);
        return true;
    }

    /// How many happenings the front was sent.
    long happened() {
        PacedStream stream = output.get();
        return stream == null ? 0 : stream.sent();
    }

    /// Ends the session and leaves the engine as it is.
    void end(String why) {
        tellEnd.accept(why);
        Front joined = front.get();
        if (joined != null) {
            joined.close();
        }
    }
}
