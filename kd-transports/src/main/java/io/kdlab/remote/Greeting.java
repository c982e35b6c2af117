package io.kdlab.remote;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first line of a stream, from the server, before anything is known of the other side.
///
/// On this machine it tells the session; over the network only what a password is proved with:
/// `**Remote: kdlab remote 1 session=debug program=kd visible; press ENTER to join`,
/// `**Remote: kdlab remote 1 salt=HEX nonce=HEX`.
public sealed interface Greeting {
    /// The version of what is spoken here; another one is refused by name.
    int VERSION = 1;

    /// What every greeting begins with, up to the version.
    String START = "**Remote: kdlab remote ";

    /// Here on this machine.
    ///
    /// @param program the first word of the command, without its folder
    record Here(String session, String program, boolean visible) implements Greeting {
        @Override
        public String line() {
            return START + VERSION + " session=" + session + " program=" + program + (visible ? " visible" : " hidden")
                    + "; press ENTER to join";
        }

        /// The line of a query: `ntsd   [Remote /C SERVER06 "debug"] visible`.
        public String listed(String machine) {
            return "%-6s [Remote /C %s \"%s\"] %s".formatted(program, machine, session, visible ? "visible" : "hidden");
        }
    }

    /// Over the network: 16 random bytes each, in hexadecimal. The salt is the session's, the nonce this stream's.
    record Challenge(String salt, String nonce) implements Greeting {
        @Override
        public String line() {
            return START + VERSION + " salt=" + salt + " nonce=" + nonce;
        }
    }

    /// As it is sent, without the end of line.
    String line();

    /// Reads one; nothing when the other side is no session of ours.
    static Optional<Greeting> parse(String line) {
        Matcher here = Lines.HERE.matcher(line);
        if (here.matches()) {
            return Optional.of(
                    new Here(here.group(1), here.group(2), here.group(3).equals("visible")));
        }
        Matcher far = Lines.CHALLENGE.matcher(line);
        return far.matches() ? Optional.of(new Challenge(far.group(1), far.group(2))) : Optional.empty();
    }

    /// How the lines look.
    final class Lines {
        private static final String BEGIN = Pattern.quote(START + VERSION);
        private static final Pattern HERE =
                Pattern.compile(BEGIN + " session=([\\w.-]{1,64}) program=([\\w.+-]{1,64}) (visible|hidden);.*");
        private static final Pattern CHALLENGE = Pattern.compile(BEGIN + " salt=([0-9a-f]{32}) nonce=([0-9a-f]{32})");

        private Lines() {}
    }
}
