package io.kdlab.rpc;

import io.kdlab.engine.HostEngine;
import io.kdlab.session.Role;
import io.kdlab.value.Bytes;
import java.util.Optional;

/// Who may come in, as what, and to which session. The composition root answers from its users and leases.
public interface House {
    /// Somebody whose secret is known, and the key of that secret (see [OpenProof]).
    record Caller(String user, Bytes key) {
        @Override
        public String toString() {
            return "Caller[" + user + "]";
        }
    }

    /// What a caller gets: a session of an engine in a role, and, when the role is less than the wish, why.
    record Admission(HostEngine engine, Role role, String note) {}

    /// The owner of a token's key.
    Optional<Caller> callerByToken(String keyId);

    /// The local user who can read the machine cookie, when the key is the cookie's.
    Optional<Caller> callerByCookie(String keyId);

    /// Decides about a caller who has proved to be `user`.
    ///
    /// @throws Refused when there is no such target or the user may not even observe it
    Admission admit(String user, String target, Role wish) throws Refused;

    /// Why somebody may not come in. One line, shown as it is.
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        /// With the line to show.
        public Refused(String why) {
            super(why);
        }
    }
}
