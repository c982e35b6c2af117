package io.kdlab.remote;

import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointDial;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointOptions;
import io.kdlab.endpoint.ThisMachine;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `remote /c`: somebody in a session that runs elsewhere.
public final class SessionVisit implements AutoCloseable {
    static final String WELCOME = "**Remote: welcome";
    static final String REFUSED = "**Remote: refused";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LONGEST = 1024;

    private final Channel stream;
    private final StreamInput input;
    private final Reader output;

    private SessionVisit(Channel stream) {
        this.stream = stream;
        this.input = new StreamInput(stream);
        input.limit(LIMIT);
        this.output = new InputStreamReader(input, StandardCharsets.UTF_8);
    }

    /// Joins a session.
    ///
    /// @param lines how many lines of the past are wanted
    public static SessionVisit join(
            EndpointAddress address, EndpointOptions options, int lines, Optional<String> password)
            throws RemoteException {
        SessionVisit visit = new SessionVisit(dial(address, options));
        try {
            visit.introduce(lines, password);
            visit.input.unlimited();
            return visit;
        } catch (IOException e) {
            visit.close();
            throw new RemoteException("the session at '" + address + "' does not answer: " + e.getMessage(), e);
        } catch (RemoteException e) {
            visit.close();
            throw e;
        }
    }

    /// The sessions of this machine that this user can reach, by name.
    public static List<Greeting.Here> sessions(EndpointOptions options) throws RemoteException {
        List<Greeting.Here> found = new ArrayList<>();
        if (!Files.isDirectory(options.pipes())) {
            return found;
        }
        try (DirectoryStream<Path> pipes = Files.newDirectoryStream(options.pipes(), SessionName.PREFIX + "*")) {
            for (Path pipe : pipes) {
                EndpointAddress address = new EndpointAddress.Pipe(pipe.toString(), Optional.empty());
                // A pipe that nobody serves is left over from somebody who died.
                try (SessionVisit visit = new SessionVisit(dial(address, options))) {
                    if (visit.greeting() instanceof Greeting.Here here) {
                        found.add(here);
                    }
                } catch (RemoteException | IOException _) {
                    continue;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new RemoteException("the sessions in " + options.pipes() + " cannot be read: " + e.getMessage(), e);
        }
        found.sort(Comparator.comparing(Greeting.Here::session));
        return found;
    }

    private static Channel dial(EndpointAddress address, EndpointOptions options) throws RemoteException {
        try {
            return EndpointDial.open(address, options);
        } catch (EndpointException e) {
            throw new RemoteException(String.valueOf(e.getMessage()), e);
        }
    }

    private Greeting greeting() throws IOException, RemoteException {
        String line = line();
        Optional<Greeting> greeting = Greeting.parse(line);
        if (greeting.isEmpty()) {
            throw new RemoteException(
                    line.startsWith(Greeting.START)
                            ? "the session speaks another version than " + Greeting.VERSION + ": " + printable(line)
                            : "what answers there is no session of remote");
        }
        return greeting.get();
    }

    private void introduce(int lines, Optional<String> password) throws IOException, RemoteException {
        String user = System.getProperty("user.name", "unknown");
        switch (greeting()) {
            case Greeting.Here _ -> {
                if (password.isPresent()) {
                    throw new RemoteException("the other side asks for no password, so it is not the one you mean");
                }
                say(new JoinLine(user, ThisMachine.name(), lines, Optional.empty()).line());
                expectWelcome("");
            }
            case Greeting.Challenge(String salt, String nonce) -> {
                String given = password.orElseThrow(
                        () -> new RemoteException("the session asks for a password; add password=… to its address"));
                PasswordProof proof = PasswordProof.of(given, salt);
                String own = PasswordProof.nonce();
                JoinLine.Proof proven = new JoinLine.Proof(own, proof.client(nonce, own));
                say(new JoinLine(user, ThisMachine.name(), lines, Optional.of(proven)).line());
                expectWelcome(" proof=" + proof.server(nonce, own));
            }
        }
    }

    private void expectWelcome(String proof) throws IOException, RemoteException {
        String line = line();
        if (line.equals(REFUSED)) {
            throw new RemoteException("refused: " + reasons());
        }
        if (!PasswordProof.isSame(line.replaceAll("[^\\x20-\\x7e]", "?"), WELCOME + proof)) {
            throw new RemoteException("the other side does not know the password either; left");
        }
    }

    private String reasons() throws IOException, RemoteException {
        List<String> lines = new ArrayList<>();
        String next = line();
        while (!next.isEmpty() && lines.size() < 100) {
            lines.add(printable(next));
            next = line();
        }
        return String.join("\n", lines);
    }

    /// A line that is not longer than it may be; empty at the end.
    private String line() throws IOException, RemoteException {
        StringBuilder line = new StringBuilder();
        int next = output.read();
        while (next >= 0 && next != '\n') {
            if (line.length() == LONGEST) {
                throw new RemoteException("what answers there is no session of remote");
            }
            line.append((char) next);
            next = output.read();
        }
        return line.toString();
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /// What the session shows, for one thread; it ends with the session.
    public Reader output() {
        return output;
    }

    /// Types a line.
    public void say(String line) {
        stream.writeAndFlush(Unpooled.copiedBuffer(line + "\n", StandardCharsets.UTF_8));
    }

    /// Presses CTRL+C.
    public void interrupt() {
        say(SessionLine.INTERRUPT);
    }

    @Override
    public void close() {
        stream.close().awaitUninterruptibly();
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
