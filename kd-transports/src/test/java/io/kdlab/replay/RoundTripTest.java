package io.kdlab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.capture.CaptureFile;
import io.kdlab.capture.CaptureLimits;
import io.kdlab.connection.ConnectionException;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.feature.Feature;
import io.kdlab.message.Continue2;
import io.kdlab.message.GetContext;
import io.kdlab.message.GetVersion;
import io.kdlab.message.KdMessage;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadControlSpace;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.StateChange;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A session with a simulated machine is captured, and its capture debugged.
@Feature("3.8")
class RoundTripTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String OVER = "replay: the recording is over; this is its last stop once more\n";

    @TempDir
    private Path folder;

    private final List<String> printed = new ArrayList<>();

    /// On a bad line too: what was sent again is in the capture and happened once.
    @ParameterizedTest
    @ValueSource(strings = {"sim:x64,seed=3", "fault:seed=5,loss=2%,duplicate=2%,flip=1%,wire=@{sim:x64,seed=3}"})
    void aCapturedSessionGivesTheSameAnswers(String wire) throws Exception {
        Path path = folder.resolve("sim.pcapng");
        List<KdMessage> live;
        try (CaptureFile file = CaptureFile.open(path, CaptureLimits.STANDARD, Clock.systemUTC())) {
            live = session(wire, file.link("sim", ""), true);
        }
        assertThat(live).hasSize(5 * (1 + 5));
        assertThat(session("replay:" + path, LinkTap.NONE, false)).isEqualTo(live);
        // A bad line before a replay is a bad line and nothing else.
        assertThat(session("fault:seed=6,loss=2%,duplicate=2%,wire=@{replay:" + path + "}", LinkTap.NONE, false))
                .isEqualTo(live);
    }

    @Test
    void aRecordingThatIsOverShowsItsLastStopAgain() throws Exception {
        Path path = folder.resolve("sim.pcapng");
        try (CaptureFile file = CaptureFile.open(path, CaptureLimits.STANDARD, Clock.systemUTC())) {
            session("sim:x64,seed=3", file.link("sim", ""), true);
        }
        BlockingQueue<LinkNotice> notices = new LinkedBlockingQueue<>();
        try (KdConnection connection =
                KdConnection.open(LinkAddress.parse("replay:" + path), ConnectionOptions.standard(), notices::add)) {
            StateChange last = stop(connection, notices);
            StateChange before = last;
            // Five steps were recorded, and a sixth stop if it came before the link was closed.
            for (int i = 0; i < 6 && !printed.contains(OVER); i++) {
                before = last;
                connection.send(Epoch.NONE, Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, false, 0)));
                connection.breakIn(Epoch.NONE);
                last = stop(connection, notices);
            }
            assertThat(printed)
                    .contains("replay: go was not recorded here, but a step; what follows is what was recorded\n")
                    .contains(OVER);
            assertThat(last).isEqualTo(before);
        }
    }

    @Test
    void aFileThatIsNoRecordingIsRefusedInALine() throws Exception {
        assertThat(refusal("replay:" + folder.resolve("none.pcapng"))).endsWith("none.pcapng: there is no such file");
        Path text = folder.resolve("text");
        Files.writeString(text, "no recording");
        assertThat(refusal("replay:" + text)).endsWith("text: neither pcapng nor lines of JSON");
        Files.writeString(text, "{\"note\": \"nothing said\"}\n");
        assertThat(refusal("replay:" + text)).endsWith("text: no target says anything in this recording");
        Files.writeString(text, "{\"dir\": \"sideways\", \"hex\": \"62\"}\n");
        assertThat(refusal("replay:" + text)).contains("line 1: a packet needs \"dir\"");
    }

    private static String refusal(String wire) throws InterruptedException {
        BlockingQueue<LinkNotice> notices = new LinkedBlockingQueue<>();
        KdConnection connection =
                KdConnection.open(LinkAddress.parse(wire), ConnectionOptions.standard(), notices::add);
        try (connection) {
            while (true) {
                LinkNotice notice = notices.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
                if (notice instanceof LinkNotice.LinkDown down) {
                    return down.cause();
                }
                assertThat(notice).isNotNull();
            }
        }
    }

    /// Five stops by steps, with the same questions at each.
    private List<KdMessage> session(String wire, LinkTap tap, boolean breakIn) throws Exception {
        BlockingQueue<LinkNotice> notices = new LinkedBlockingQueue<>();
        List<KdMessage> heard = new ArrayList<>();
        try (KdConnection connection = KdConnection.open(
                LinkAddress.parse(wire),
                ConnectionOptions.standard().withInitialBreak(breakIn).withTap(tap),
                notices::add)) {
            for (int i = 0; i < 5; i++) {
                StateChange stop = stop(connection, notices);
                heard.add(stop);
                heard.add(ask(connection, Manipulate.request(0, GetVersion.REQUEST)));
                heard.add(ask(connection, Manipulate.request(0, new GetContext(0))));
                heard.add(ask(connection, Manipulate.request(0, ReadControlSpace.of(2, 0xe0))));
                heard.add(ask(connection, Manipulate.request(0, ReadMemory.of(stop.programCounter(), 600))));
                heard.add(ask(
                        connection,
                        Manipulate.request(
                                0, ReadMemory.of(stop.programCounter().plus(100), 17))));
                connection.send(Epoch.NONE, Manipulate.request(0, Continue2.of(NtStatus.CONTINUE, true, 0)));
            }
        }
        return heard;
    }

    private static Manipulate ask(KdConnection connection, Manipulate request)
            throws ConnectionException, InterruptedException {
        return connection.request(Epoch.NONE, request, LIMIT);
    }

    private StateChange stop(KdConnection connection, BlockingQueue<LinkNotice> notices) throws InterruptedException {
        while (true) {
            LinkNotice notice = notices.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            switch (notice) {
                case LinkNotice.StateChanged changed -> {
                    return changed.change();
                }
                case LinkNotice.Printed print -> printed.add(print.text());
                case null ->
                    throw new AssertionError(connection.address().text() + ": no stop; " + connection.status());
                default -> {}
            }
        }
    }
}
