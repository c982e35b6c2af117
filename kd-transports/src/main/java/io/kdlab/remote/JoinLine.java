package io.kdlab.remote;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first line of a client of ours: who comes, from where, and how many lines of the past it wants.
///
/// A line that is none is a bare terminal's: whoever it is has pressed ENTER or typed the first command.
///
/// @param proof   the client's nonce and its proof of the password, over the network only
record JoinLine(String user, String machine, int lines, Optional<Proof> proof) {
    /// The documented number of lines that a client shows of the past.
    static final int LINES = 200;

    private static final Pattern FORM =
            Pattern.compile("\\*\\*Remote: join user=([\\w.@+-]{1,64}) machine=([\\w.-]{1,64}) lines=([0-9]{1,5})"
                    + "(?: nonce=([0-9a-f]{32}) proof=([0-9a-f]{64}))?");

    /// What proves a password; see [PasswordProof].
    record Proof(String nonce, String digest) {}

    static Optional<JoinLine> parse(String line) {
        Matcher form = FORM.matcher(line);
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<Proof> proof = Optional.ofNullable(form.group(4)).map(nonce -> new Proof(nonce, form.group(5)));
        return Optional.of(new JoinLine(form.group(1), form.group(2), Integer.parseInt(form.group(3)), proof));
    }

    String line() {
        return "**Remote: join user=" + word(user) + " machine=" + word(machine) + " lines=" + lines
                + proof.map(given -> " nonce=" + given.nonce() + " proof=" + given.digest())
                        .orElse("");
    }

    private static String word(String text) {
        String clean = text.replaceAll("[^\\w.-]", "_");
        return clean.isEmpty() ? "_" : clean.substring(0, Math.min(64, clean.length()));
    }
}
