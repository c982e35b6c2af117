package io.kdlab.breakpoint;

import io.kdlab.stub.StopReport;
import io.kdlab.target.StopReason;
import io.kdlab.target.Unsupported;
import io.kdlab.value.Address;
import java.util.Optional;

/// What the command language does for breakpoints and events. Called while the target stands, by the thread that owns
/// the session.
///
/// All may throw `EngineException`: a condition that cannot be found out.
public interface Reactions {
    /// Whether `condition` is not zero now.
    boolean holds(String condition);

    /// Runs `commands` at a stop. What their last one says about going on; to stay, when one of them failed.
    Proceed run(StopReport report, StopReason reason, String commands);

    /// Where `expression` is now; empty when that is not known, for a name of a module that is not there, for
    /// instance.
    Optional<Address> resolve(String expression);

    /// How many calls are on the stack, counted up to `most`.
    int depth(int most);

    /// The `EPROCESS` that runs.
    Address process();

    /// Tells everybody of something that did not stop the target.
    void tell(StopReason reason);

    /// Where nobody can leave conditions or commands.
    Reactions NONE = new Reactions() {
        @Override
        public boolean holds(String condition) {
            throw new Unsupported("there is no command language here to understand " + condition);
        }

        @Override
        public Proceed run(StopReport report, StopReason reason, String commands) {
            return Proceed.STAY;
        }

        @Override
        public Optional<Address> resolve(String expression) {
            return Optional.empty();
        }

        @Override
        public int depth(int most) {
            throw new Unsupported("there is nobody here to walk the stack");
        }

        @Override
        public Address process() {
            throw new Unsupported("there are no symbols here to find the process by");
        }

        @Override
        public void tell(StopReason reason) {
            // Nobody listens.
        }
    };
}
