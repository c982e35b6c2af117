package io.kdlab.connection;

import io.kdlab.address.LinkAddress;
import io.kdlab.link.LinkCounters;
import io.kdlab.message.DebugIo;
import io.kdlab.message.Machine;
import io.kdlab.message.Manipulate;
import io.kdlab.transport.LineState;
import io.kdlab.transport.LinkTap;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.Transports;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A kernel link as its users see it: one for each wire, for as long as this process owns the wire.
///
/// It survives the loss of the wire and opens it again by itself. It acknowledges everything, journals prints,
/// notices stops and refuses files, whether anybody drives or not; opening it does not break in. Free for any
/// thread but the event loop's. The caller holds the wire's [io.kdlab.transport.WireLock].
public final class KdConnection implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration SEND_LIMIT = Duration.ofSeconds(8);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final LinkAddress address;
    private final Gate gate;
    private final LinkNews news;
    private final WireKeeper keeper;

    private KdConnection(LinkAddress address, ConnectionOptions options) {
        this.address = address;
        this.gate = new Gate(options.epoch());
        this.news = new LinkNews(address.text(), options.clock(), options.tap());
        this.keeper = new WireKeeper(address, options, gate, news);
        gate.onMove(this::gateMoved);
    }

    /// Returns at once; the link comes up in the background.
    public static KdConnection open(LinkAddress address, ConnectionOptions options) {
        return open(address, options, notice -> {});
    }

    /// The same with a first subscriber, who hears everything from the opening on.
    public static KdConnection open(LinkAddress address, ConnectionOptions options, Consumer<LinkNotice> subscriber) {
        KdConnection connection = new KdConnection(address, options);
        connection.subscribe(subscriber);
        connection.keeper.start();
        return connection;
    }

    /// The wire.
    public LinkAddress address() {
        return address;
    }

    /// How many bytes one read or write may carry so that it stays within what the wire carries whole.
    public int largestRead() {
        try {
            return Transports.of(address).capabilities(address).largestRead();
        } catch (TransportException _) {
            // Opening it will tell; the protocol's own limit holds.
            return TransportCapabilities.LARGEST_READ;
        }
    }

    /// How the link is.
    public LinkStatus status() {
        return news.status();
    }

    /// What passed on it.
    public LinkCounters counters() {
        return news.counters();
    }

    /// How many bytes passed on it.
    public LinkTraffic traffic() {
        return new LinkTraffic(counters().bytesOut(), counters().bytesIn());
    }

    /// What the wire's serial port tells of its line: modem lines and what went wrong on it since it was opened.
    /// Empty while the wire is down, and for wires that are none.
    public Optional<LineState> line() {
        return Optional.ofNullable(news.line());
    }

    /// Who may act.
    public Gate gate() {
        return gate;
    }

    /// The target's machine, as its stops or its version tell; [Machine#OTHER] before.
    public Machine machine() {
        WireKeeper.Opening opening = keeper.opening();
        return opening == null ? Machine.OTHER : opening.conversation().machine();
    }

    /// What the target is asking, if it stands at a prompt.
    public Optional<DebugIo> prompt() {
        WireKeeper.Opening opening = keeper.opening();
        return opening == null ? Optional.empty() : opening.conversation().prompt();
    }

    /// Delivers what happens from now on, in order, on a thread of the connection's own.
    public Subscription subscribe(Consumer<LinkNotice> consumer) {
        return news.subscribe(consumer);
    }

    /// Asks the stopped target and waits for its reply. Reads are repeated when the link stumbles; nothing else
    /// is.
    ///
    /// @throws IllegalArgumentException for an API that has no reply; see [#send]
    public Manipulate request(Epoch epoch, Manipulate request, Duration limit)
            throws ConnectionException, InterruptedException {
        if (!request.expectsReply()) {
            throw new IllegalArgumentException("no reply follows this; use send: " + request.body());
        }
        return exchange(new Exchange(epoch, request, limit))
                .orElseThrow(() -> new IllegalStateException("an exchange ended without its reply"));
    }

    /// Tells the stopped target something that has no reply (continue, reboot, bug check, switch processor);
    /// returns when it is acknowledged.
    ///
    /// @throws IllegalArgumentException for an API that has a reply; see [#request]
    public void send(Epoch epoch, Manipulate message) throws ConnectionException, InterruptedException {
        if (message.expectsReply()) {
            throw new IllegalArgumentException("a reply follows this; use request: " + message.body());
        }
        exchange(new Exchange(epoch, message, SEND_LIMIT));
    }

    /// Answers the prompt the target stands at; cut to what the target takes. Returns when it is acknowledged.
    public void answerPrompt(Epoch epoch, String text) throws ConnectionException, InterruptedException {
        DebugIo asked =
                prompt().orElseThrow(() -> new LinkLostException(address.text() + ": the target asks nothing now"));
        exchange(new Exchange(epoch, asked.answer(Bytes.ofLatin1(text)), SEND_LIMIT));
    }

    /// Stops the target. Returns when the first break-in byte is on its way; it is repeated until a
    /// [LinkNotice.StateChanged] or [LinkNotice.BreakInUnanswered] comes. Does nothing to a target that stands.
    public void breakIn(Epoch epoch) throws ConnectionException, InterruptedException {
        CompletableFuture<Optional<Manipulate>> done = new CompletableFuture<>();
        WireKeeper.Opening opening = opening();
        opening.channel().eventLoop().execute(() -> {
            try {
                opening.conversation().breakIn(epoch);
                done.complete(Optional.empty());
            } catch (EpochRefusedException e) {
                done.completeExceptionally(e);
            }
        });
        await(done, GRACE);
    }

    /// Agrees on packet ids with the target anew (CTRL+R).
    public void resynchronise() throws ConnectionException {
        WireKeeper.Opening opening = opening();
        opening.channel().eventLoop().execute(opening.conversation()::resync);
    }

    /// Gives the wire back and waits until that is done. The target stays as it is.
    @Override
    public void close() {
        try {
            keeper.close(CLOSE_LIMIT);
            news.close();
            news.awaitEnd(GRACE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Manipulate> exchange(Exchange exchange) throws ConnectionException, InterruptedException {
        WireKeeper.Opening opening = opening();
        opening.channel().eventLoop().execute(() -> opening.conversation().submit(exchange));
        try {
            return await(exchange.result, exchange.limit.plus(GRACE));
        } catch (InterruptedException e) {
            opening.channel().eventLoop().execute(() -> opening.conversation().abandon(exchange));
            throw e;
        }
    }

    private Optional<Manipulate> await(CompletableFuture<Optional<Manipulate>> result, Duration limit)
            throws ConnectionException, InterruptedException {
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectionException refused) {
                throw refused;
            }
            throw new IllegalStateException("an exchange failed", e.getCause());
        } catch (TimeoutException _) {
            throw new OutcomeUnknownException(address.text() + ": the wire's event loop does not answer");
        }
    }

    private WireKeeper.Opening opening() throws LinkLostException {
        WireKeeper.Opening opening = keeper.opening();
        if (opening == null) {
            throw new LinkLostException(news.status().text());
        }
        if (opening.channel().eventLoop().inEventLoop()) {
            throw new IllegalStateException("called on the event loop, which must never wait");
        }
        return opening;
    }

    private void gateMoved(Epoch epoch, String reason) {
        news.note(LinkTap.Kind.GATE, "epoch " + epoch + " may act: " + reason, "box");
        news.publish(new LinkNotice.GateMoved(epoch, reason, news.now()));
        WireKeeper.Opening opening = keeper.opening();
        if (opening != null) {
            opening.channel().eventLoop().execute(() -> opening.conversation().gateMoved());
        }
    }
}
