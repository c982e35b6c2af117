package io.kdlab.remote;

import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.endpoint.EndpointException;
import io.kdlab.endpoint.EndpointServer;
import io.kdlab.remote.Doorkeeper.Decision;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `remote /s`: a console program that several people share.
///
/// Everybody sees all that it prints and what the others type, in the same order. A client that does not take what
/// it is sent is waited for some seconds, with the program stopped by its own full pipe, and then cut off.
public final class RemoteSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteSession.class);
    /// Streams at a time, joined or not.
    private static final int STREAMS = 100;

    private static final int WRONG_PASSWORD_SECONDS = 2;
    private static final long ROOM_SECONDS = 5;

    private final SessionPlan plan;
    private final Label label;
    private final LocalConsole local;
    private final SessionProgram program;
    private final List<EndpointServer> servers = new ArrayList<>();
    private final AtomicInteger streams = new AtomicInteger();
    /// Guarded by itself, as the past is: what is shown to all is shown in one order.
    private final Set<Participant> participants = new LinkedHashSet<>();

    private final Past past = new Past();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private RemoteSession(SessionPlan plan, Consumer<String> console) throws RemoteException {
        this.plan = plan;
        this.label = new Label(plan.clock());
        this.local = new LocalConsole(console);
        this.program = SessionProgram.start(plan.command(), plan.environment(), this::printed);
    }

    /// Starts the program and offers it. `console` is given what the one at the server sees.
    public static RemoteSession start(SessionPlan plan, Consumer<String> console) throws RemoteException {
        RemoteSession session = new RemoteSession(plan, console);
        try {
            session.offer();
        } catch (RemoteException e) {
            session.close();
            throw e;
        }
        session.program.ended().thenAccept(session::over);
        return session;
    }

    private void offer() throws RemoteException {
        listen(plan.name().pipe(), new Doorkeeper.ByUser(plan.greeting(), plan.access()));
        if (plan.access().isShared()) {
            openToOthers(plan.endpoints().pipes());
        }
        for (SessionPlan.Offer offer : plan.offers()) {
            listen(offer.address(), new Doorkeeper.ByPassword(offer.password()));
        }
    }

    private void listen(EndpointAddress address, Doorkeeper door) throws RemoteException {
        try {
            servers.add(EndpointServer.open(address, plan.endpoints(), stream -> arrived(stream, door)));
        } catch (EndpointException e) {
            throw new RemoteException("the session " + plan.name() + " cannot be offered: " + e.getMessage(), e);
        }
    }

    /// The kernel names who comes, so everybody may knock.
    private void openToOthers(Path folder) throws RemoteException {
        Path pipe = folder.resolve(plan.name().pipe().name());
        try {
            Files.setPosixFilePermissions(pipe, PosixFilePermissions.fromString("rw-rw-rw-"));
            if (Files.getOwner(folder).getName().equals(plan.access().owner())) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new RemoteException(pipe + " cannot be opened to others: " + e.getMessage(), e);
        }
    }

    private void arrived(Channel stream, Doorkeeper door) {
        if (streams.incrementAndGet() > STREAMS) {
            LOG.warn("remote.full refused={}", stream.remoteAddress());
            stream.close();
        } else {
            Participant.greet(stream, this, door);
        }
        stream.closeFuture().addListener(_ -> streams.decrementAndGet());
    }

    /// Where it is offered besides its pipe, with the ports that were really taken.
    public List<EndpointAddress> offered() {
        return servers.stream().skip(1).map(EndpointServer::address).toList();
    }

    /// Done with the program's exit code when the session is over.
    public CompletableFuture<Integer> ended() {
        return ended.copy();
    }

    /// A line that was typed at the server.
    public void typed(String line) {
        said(local, line);
    }

    /// CTRL+C at the server.
    public void interrupt() {
        said(local, SessionLine.INTERRUPT);
    }

    /// Ends the program, and with it the session.
    @Override
    public void close() {
        program.close();
        servers.forEach(EndpointServer::close);
    }

    private void over(int code) {
        everybody("\n*** SESSION OVER ***\n");
        synchronized (participants) {
            participants.forEach(Participant::leave);
        }
        servers.forEach(EndpointServer::close);
        local.end();
        ended.complete(code);
    }

    void join(Participant one, Decision decision, String line) {
        switch (decision) {
            case Decision.Refused(var why, var guessed) ->
                one.refuse(
                        SessionVisit.REFUSED + "\n" + String.join("\n", why) + "\n",
                        guessed ? WRONG_PASSWORD_SECONDS : 0);
            case Decision.Admitted(var who, var lines, var welcome) -> {
                synchronized (participants) {
                    welcome.ifPresent(text -> one.show(text + "\n"));
                    one.show(past.last(lines));
                    participants.add(one);
                    everybody("**Remote: Connected to " + who + " " + label.moment() + "\n");
                    // A bare terminal may have begun with a command.
                    one.joined(who, welcome.isEmpty() ? line : "");
                }
                if (!one.isThere()) {
                    left(one);
                }
            }
        }
    }

    void left(Participant one) {
        synchronized (participants) {
            if (participants.remove(one)) {
                everybody("**Remote:  Disconnected from " + one.who() + " " + label.moment() + "\n");
            }
        }
    }

    void said(Speaker from, String line) {
        switch (SessionLine.parse(line)) {
            case SessionLine.Input(String text) -> feed(from, text);
            case SessionLine.Interrupt() -> {
                others(from, "^C     " + label.typed(from.who()) + "\n");
                program.interrupt();
            }
            case SessionLine.Message(String text) ->
                others(from, "@m " + text + "     " + label.typed(from.who()) + "\n");
            case SessionLine.PopUp(String text) ->
                others(from, "\u0007*** " + text + "     " + label.typed(from.who()) + "\n");
            case SessionLine.Help() -> from.show(SessionLine.help());
            case SessionLine.Leave() -> {
                if (!from.leave()) {
                    from.show("@Q is for clients; @K ends the session for everybody\n");
                }
            }
            case SessionLine.End() -> {
                if (from == local) {
                    Thread.ofVirtual().name("remote end").start(program::close);
                } else {
                    from.show("@K is for who sits at the server; @Q leaves\n");
                }
            }
            case SessionLine.Unknown(String text) ->
                from.show(text + " is no command of the session; @H lists them, @@ begins a line for the program\n");
        }
    }

    private void feed(Speaker from, String text) {
        // What the program answers is shown behind what was typed.
        synchronized (participants) {
            if (program.feed(text)) {
                others(from, text + "     " + label.typed(from.who()) + "\n");
                return;
            }
        }
        from.show("the program does not read what it was given already; this line is not given\n");
    }

    private void printed(String text) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROOM_SECONDS);
        List<Participant> all;
        synchronized (participants) {
            all = List.copyOf(participants);
        }
        try {
            for (Participant one : all) {
                if (!one.hasRoom(until)) {
                    LOG.warn("remote.slow cut={}", one.who());
                    one.cut();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        everybody(text);
    }

    private void everybody(String text) {
        synchronized (participants) {
            past.add(text);
            participants.forEach(one -> one.show(text));
            local.show(text);
        }
    }

    private void others(Speaker from, String text) {
        synchronized (participants) {
            past.add(text);
            for (Participant one : participants) {
                if (one != from) {
                    one.show(text);
                }
            }
            if (from != local) {
                local.show(text);
            }
        }
    }
}
