package io.kdlab.remote;

import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// What a session is to be.
///
/// @param command     the program and its arguments
/// @param environment what is set for it besides our own
/// @param visible     whether a query lists it
/// @param access      who of this machine may join
/// @param offers      where it is offered besides, to whom knows a password
/// @param endpoints   where pipes lie, and what else endpoints need to know
/// @param clock       tells the time of labels, in the server's time zone
public record SessionPlan(
        SessionName name,
        List<String> command,
        Map<String, String> environment,
        boolean visible,
        AccessList access,
        List<Offer> offers,
        EndpointOptions endpoints,
        Clock clock) {
    /// Takes the collections over as they are.
    public SessionPlan {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        offers = List.copyOf(offers);
    }

    /// An endpoint and the password that it takes; there is none without.
    public record Offer(EndpointAddress address, String password) {
        /// Refuses an empty password.
        public Offer {
            if (password.isEmpty()) {
                throw new IllegalArgumentException("a session is offered elsewhere with a password only");
            }
        }

        @Override
        public String toString() {
            return address + ",password=*";
        }
    }

    Greeting.Here greeting() {
        Path program = Path.of(command.getFirst()).getFileName();
        String shown = String.valueOf(program).replaceAll("[^\\w.+-]", "_");
        return new Greeting.Here(name.text(), shown.substring(0, Math.min(64, shown.length())), visible);
    }
}
