package io.kdlab.stub;

import io.kdlab.capture.Journal;
import io.kdlab.connection.ConnectionException;
import io.kdlab.connection.EpochRefusedException;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkLostException;
import io.kdlab.connection.LinkTraffic;
import io.kdlab.connection.OutcomeUnknownException;
import io.kdlab.connection.TargetRunningException;
import io.kdlab.message.Manipulate;
import io.kdlab.target.EngineException;
import io.kdlab.target.GateClosed;
import io.kdlab.target.NotHalted;
import io.kdlab.target.OutcomeUnknown;
import io.kdlab.target.TargetLost;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The stub in the process that owns the wire: requests become messages on a [KdConnection].
public final class LocalStub implements Stub {
    /// How long the target may take for one request.
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final KdConnection connection;
    private final Journal journal;
    private final TicketMemory tickets = new TicketMemory();
    private final AtomicLong requests = new AtomicLong();
    private final WireCount before;
    private final WireRate rate = new WireRate();

    /// A stub over `connection`, which stays open when the stub is closed. `journal` is the connection's tap.
    public LocalStub(KdConnection connection, Journal journal) {
        this.connection = connection;
        this.journal = journal;
        this.before = counted();
    }

    @Override
    public StubReply execute(Ticket ticket, StubRequest request) {
        return tickets.once(ticket, () -> {
            try {
                return send(ticket.epoch(), request);
            } catch (ConnectionException failed) {
                throw translated(failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new OutcomeUnknown("the session ended while the target was asked");
            }
        });
    }

    private StubReply send(Epoch epoch, StubRequest request) throws ConnectionException, InterruptedException {
        return switch (request) {
            case StubRequest.BreakIn _ -> {
                connection.breakIn(epoch);
                yield new StubReply.Done(NtStatus.SUCCESS);
            }
            case StubRequest.Answer(var text) -> {
                connection.answerPrompt(epoch, text);
                yield new StubReply.Done(NtStatus.SUCCESS);
            }
            default -> {
                requests.incrementAndGet();
                Manipulate message = Requests.message(request, connection.machine());
                if (message.expectsReply()) {
                    long bytes = counted().bytes();
                    long began = System.nanoTime();
                    Manipulate reply = connection.request(epoch, message, LIMIT);
                    rate.exchanged(counted().bytes() - bytes, System.nanoTime() - began);
                    yield Requests.reply(request, reply);
                }
                connection.send(epoch, message);
                yield new StubReply.Done(NtStatus.SUCCESS);
            }
        };
    }

    private static EngineException translated(ConnectionException failed) {
        String text = failed.getMessage() == null ? failed.toString() : failed.getMessage();
        return switch (failed) {
            case LinkLostException _ -> new TargetLost(text);
            case EpochRefusedException _ -> new GateClosed(text);
            case OutcomeUnknownException _ -> new OutcomeUnknown(text);
            case TargetRunningException _ -> new NotHalted(text);
        };
    }

    @Override
    public Subscription subscribe(Consumer<StubEvent> consumer) {
        var relay = new EventRelay(consumer);
        var subscription = connection.subscribe(relay::live);
        relay.begin(connection.status(), connection.prompt());
        return subscription::close;
    }

    @Override
    public List<PastEvent> history(long since, int max) {
        return journal.since(since, max).stream()
                .map(e -> new PastEvent(e.position(), e.time(), e.kind(), e.text(), e.who()))
                .toList();
    }

    @Override
    public void note(String command, String who) {
        journal.add(LinkTap.Kind.ACT, command, who);
    }

    @Override
    public void stand(String why) {
        journal.add(LinkTap.Kind.STAND, why, "box");
    }

    @Override
    public void resynchronise() {
        try {
            connection.resynchronise();
        } catch (ConnectionException failed) {
            throw translated(failed);
        }
    }

    @Override
    public Epoch gate() {
        return connection.gate().current();
    }

    @Override
    public int largestRead() {
        return connection.largestRead();
    }

    @Override
    public WireCount carried() {
        return counted().since(before);
    }

    @Override
    public int rate() {
        return rate.bytesPerSecond();
    }

    private WireCount counted() {
        LinkTraffic passed = connection.traffic();
        return new WireCount(requests.get(), passed.bytesOut(), passed.bytesIn());
    }

    @Override
    public String wire() {
        return connection.address().text();
    }

    @Override
    public void close() {
        tickets.close();
    }
}
