package io.kdlab.remote;

import io.kdlab.endpoint.ThisMachine;
import io.kdlab.remote.Greeting.Challenge;
import io.kdlab.transport.UnixChannel;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides who may join by one way in: on this machine by the user that the kernel names, over the network by a
/// password.
sealed interface Doorkeeper {
    /// What was decided.
    sealed interface Decision {
        /// Comes in.
        ///
        /// @param who     what others see
        /// @param lines   of the past that are wanted
        /// @param welcome the line that a client of ours waits for; a bare terminal waits for none
        record Admitted(String who, int lines, Optional<String> welcome) implements Decision {}

        /// Stays out.
        ///
        /// @param guessed whether a password was tried, which costs time
        record Refused(List<String> lines, boolean guessed) implements Decision {}
    }

    /// What is said to whoever comes; one for each stream.
    Greeting greeting();

    /// Looks at the first line. May take a second; not for an event loop.
    Decision decide(Channel stream, Greeting greeting, String line);

    /// For the Unix socket.
    record ByUser(Greeting.Here greeting, AccessList access) implements Doorkeeper {
        private static final Logger LOG = LoggerFactory.getLogger(ByUser.class);

        @Override
        public Decision decide(Channel stream, Greeting said, String line) {
            Optional<JoinLine> join = JoinLine.parse(line);
            LocalUser user;
            try {
                user = LocalUser.at((UnixChannel) stream);
            } catch (IOException e) {
                return new Decision.Refused(List.of("this machine does not say who you are: " + e.getMessage()), false);
            }
            if (!access.admits(user)) {
                LOG.warn("remote.refused user={}", user.name());
                return new Decision.Refused(access.refusal(), false);
            }
            // The name is the kernel's, whatever the line says.
            return new Decision.Admitted(
                    ThisMachine.name() + " " + user.name(),
                    join.map(JoinLine::lines).orElse(JoinLine.LINES),
                    join.map(_ -> SessionVisit.WELCOME));
        }
    }

    /// For an endpoint. The name that a client gives is shown with where it comes from, since nobody vouches for it.
    final class ByPassword implements Doorkeeper {
        private static final Logger LOG = LoggerFactory.getLogger(ByPassword.class);

        private final String salt = PasswordProof.nonce();
        private final PasswordProof proof;

        ByPassword(String password) {
            this.proof = PasswordProof.of(password, salt);
        }

        @Override
        public Greeting greeting() {
            return new Challenge(salt, PasswordProof.nonce());
        }

        @Override
        public Decision decide(Channel stream, Greeting said, String line) {
            Optional<JoinLine> join = JoinLine.parse(line);
            if (!(said instanceof Challenge challenge)
                    || join.isEmpty()
                    || join.get().proof().isEmpty()) {
                return new Decision.Refused(List.of("a password is asked for here"), false);
            }
            JoinLine.Proof given = join.get().proof().get();
            if (!PasswordProof.isSame(given.digest(), proof.client(challenge.nonce(), given.nonce()))) {
                LOG.warn(
                        "remote.wrongPassword peer={} user={}",
                        stream.remoteAddress(),
                        join.get().user());
                return new Decision.Refused(List.of("the password is wrong (0x80004005)"), true);
            }
            String address = stream.remoteAddress() instanceof InetSocketAddress peer
                    ? peer.getAddress().getHostAddress()
                    : "?";
            return new Decision.Admitted(
                    join.get().machine() + "(" + address + ") " + join.get().user(),
                    join.get().lines(),
                    Optional.of(SessionVisit.WELCOME + " proof=" + proof.server(challenge.nonce(), given.nonce())));
        }
    }
}
