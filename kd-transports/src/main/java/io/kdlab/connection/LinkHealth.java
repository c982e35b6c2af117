package io.kdlab.connection;

import io.kdlab.transport.LineState;
import io.kdlab.transport.LinkTap;
import io.kdlab.transport.WireEvent;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Finds words for what is wrong with a link, and tells them in time. Event loop only.
final class LinkHealth {
    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final int GARBAGE = 32;

    private final String wire;
    private final LinkNews news;
    private final BaudHint baud = new BaudHint();
    private Instant lastHeard;
    private long garbageTold;
    private boolean heardHere;
    private @Nullable String missing;
    private boolean probing;
    private boolean hinted;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Future<?> watch;

    LinkHealth(String wire, LinkNews news) {
        this.wire = wire;
        this.news = news;
        this.lastHeard = news.now();
    }

    void opened(ChannelHandlerContext context) {
        ctx = context;
        lastHeard = news.now();
        news.status(new LinkStatus.Synchronising(wire + ": open, nothing heard yet", lastHeard));
        news.note(LinkTap.Kind.LINK, "wire open", "box");
        news.publish(new LinkNotice.LinkUp(wire, lastHeard));
        watch = context.executor()
                .scheduleAtFixedRate(this::look, WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
    }

    void closed() {
        probing = false;
        news.line(null);
        if (watch != null) {
            watch.cancel(false);
        }
    }

    /// An intact packet came.
    void heard() {
        lastHeard = news.now();
        garbageTold = 0;
        baud.clear();
        heardHere = true;
        probing = false;
        news.hear();
    }

    void restarted() {
        beganAnew();
        news.note(LinkTap.Kind.LINK, "synchronised: first packet of the target", "box");
        news.publish(new LinkNotice.Resynchronised("first packet of the target", news.now()));
    }

    void newSession() {
        beganAnew();
        news.note(LinkTap.Kind.LINK, "the wire carries a new session of the target", "box");
    }

    private void beganAnew() {
        Instant now = news.now();
        boolean known = news.heard();
        news.stands(false);
        heard();
        news.status(new LinkStatus.Synchronising(wire + ": the target begins anew", now));
        if (known) {
            news.note(LinkTap.Kind.RESET, "the target's debugging began anew", "target");
            news.publish(new LinkNotice.TargetReset(now));
        }
    }

    void resynchronised(String why) {
        boolean wasLost = news.status() instanceof LinkStatus.Lost;
        heard();
        Instant now = news.now();
        if (wasLost) {
            news.status(new LinkStatus.Synchronising(wire + ": the target answers again", now));
            news.publish(new LinkNotice.LinkUp(wire, now));
        }
        news.note(LinkTap.Kind.LINK, "synchronised: " + why, "box");
        news.publish(new LinkNotice.Resynchronised(why, now));
    }

    /// What a transport that knows its peer says of it. A peer that is not there is what is wrong, whatever else
    /// seems to be.
    private void peer(WireEvent.Peer peer) {
        Instant now = news.now();
        String text = wire + ": " + peer.text();
        missing = peer.state() == WireEvent.Peer.State.PRESENT ? null : peer.text();
        news.note(LinkTap.Kind.LINK, peer.text(), "box");
        switch (peer.state()) {
            case AWAITED -> {
                news.status(new LinkStatus.Synchronising(text, now));
                if (hinted) {
                    news.publish(new LinkNotice.Waiting(text, now));
                }
            }
            case PRESENT -> {
                news.status(new LinkStatus.Synchronising(text, now));
                // As the field's debuggers say it, word for word.
                news.publish(new LinkNotice.Waiting(peer.text(), now));
            }
            case GONE -> {
                news.status(new LinkStatus.Lost(text, now));
                news.publish(new LinkNotice.LinkDown(text, now));
            }
        }
    }

    /// A target that had stopped must answer; one that may run need not.
    void resetUnanswered(Runnable again) {
        if (probing && ctx != null) {
            ctx.executor()
                    .schedule(
                            () -> {
                                if (probing) {
                                    again.run();
                                }
                            },
                            PROBE.toMillis(),
                            TimeUnit.MILLISECONDS);
        } else if (!heardHere) {
            hint(wire + ": open, nothing heard: " + diagnosis());
        }
    }

    void lostTrack() {
        news.status(new LinkStatus.Synchronising(wire + ": whether the target runs is not known", news.now()));
    }

    void breakInUnanswered() {
        String cause = wire + ": break-in is not answered; " + diagnosis();
        news.note(LinkTap.Kind.LINK, cause, "box");
        if (!heardHere || news.counters().strayBytes() >= GARBAGE) {
            news.status(new LinkStatus.Synchronising(cause, news.now()));
        }
        news.publish(new LinkNotice.BreakInUnanswered(cause, news.now()));
    }

    /// Whether the target should answer and has not yet.
    boolean isProbing() {
        return probing;
    }

    /// A target that should answer does not.
    void silent() {
        probing = true;
        String cause = wire + ": " + diagnosis();
        Instant now = news.now();
        news.status(new LinkStatus.Lost(cause, now));
        news.note(LinkTap.Kind.LINK, cause, "box");
        news.publish(new LinkNotice.LinkDown(cause, now));
    }

    /// What may be wrong, and what to do, in one clause.
    String diagnosis() {
        if (missing != null) {
            return missing;
        }
        long stray = news.counters().strayBytes();
        if (stray >= GARBAGE) {
            return stray + " bytes of garbage and no packet: "
                    + baud.text().orElse("wrong baud rate, or something else than a debug port at the other end?")
                    + lineText();
        }
        long silence = Duration.between(lastHeard, news.now()).toSeconds();
        return heardHere
                ? "the target has been silent for %d s: hung, off, or the cable is out?%s"
                        .formatted(silence, lineText())
                : "target silent: it is running, off, not in debug mode, or this is the wrong port or baud rate; "
                        + "break in to find out" + lineText();
    }

    /// What a serial port tells about its line, which helps to choose between the causes.
    private String lineText() {
        LineState line = news.line();
        return line == null || line.isBlank() ? "" : " (" + line.text() + ")";
    }

    /// What the transport tells about its wire.
    void told(WireEvent event) {
        switch (event) {
            case WireEvent.Peer peer -> peer(peer);
            case WireEvent.Note(String text) -> news.note(LinkTap.Kind.LINK, text, "box");
            case WireEvent.Line(LineState line) -> {
                news.line(line);
                if (!line.isBlank()) {
                    news.note(LinkTap.Kind.LINK, line.text(), "box");
                }
            }
        }
    }

    /// Why a request cannot go out now.
    ConnectionException notStopped() {
        return news.status() instanceof LinkStatus.Running
                ? new TargetRunningException(wire + ": the target runs; break in first")
                : new LinkLostException(news.status().text());
    }

    private void look() {
        long stray = news.counters().strayBytes();
        if (stray >= GARBAGE && stray > garbageTold && !(news.status() instanceof LinkStatus.Lost)) {
            boolean first = garbageTold == 0;
            garbageTold = stray;
            tellGarbage(first);
            if (ctx != null) {
                baud.look(ctx, stray, () -> tellGarbage(true));
            }
        }
    }

    private void tellGarbage(boolean isNews) {
        String text = wire + ": " + diagnosis();
        if (!(news.status() instanceof LinkStatus.Stopped)) {
            news.status(new LinkStatus.Synchronising(text, news.now()));
        }
        if (isNews) {
            news.note(LinkTap.Kind.LINK, text, "box");
            news.publish(new LinkNotice.Waiting(text, news.now()));
        }
    }

    private void hint(String text) {
        if (!hinted) {
            hinted = true;
            news.publish(new LinkNotice.Waiting(text, news.now()));
        }
        news.status(new LinkStatus.Synchronising(text, news.now()));
    }
}
