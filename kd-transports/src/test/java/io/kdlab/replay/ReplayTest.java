package io.kdlab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.Recording;
import io.kdlab.message.Manipulate;
import io.kdlab.message.MessageCodec;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A host that does what the recording host did hears what that host heard.
@Feature(value = "3.8", on = On.REPLAY)
class ReplayTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final BlockingQueue<LinkNotice> notices = new LinkedBlockingQueue<>();
    private final List<String> printed = new ArrayList<>();

    static Stream<String> recordings() {
        return Recording.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyRecordedRequestGetsItsRecordedReply(String name) throws Exception {
        Recording recording = Recording.load(name);
        RecordedScript script = RecordedScript.of(recording);
        MessageCodec codec = recording.codec();
        List<String> wanted = new ArrayList<>();
        int asked = 0;
        try (KdConnection connection = KdConnection.open(
                LinkAddress.parse("replay:" + file(name)), ConnectionOptions.standard(), notices::add)) {
            for (RecordedScript.Step step : script.steps()) {
                String line = name + " line " + step.line();
                switch (step) {
                    case RecordedScript.Print print -> wanted.add(print.text());
                    case RecordedScript.Stop stop ->
                        assertThat(next(LinkNotice.StateChanged.class, line).change())
                                .as(line)
                                .isEqualTo(codec.decode(PacketType.STATE_CHANGE64, stop.payload()));
                    case RecordedScript.Prompt _ -> {
                        next(LinkNotice.PromptAsked.class, line);
                        connection.answerPrompt(Epoch.NONE, "i");
                    }
                    case RecordedScript.Ask ask -> {
                        asked++;
                        assertThat(connection.request(Epoch.NONE, manipulate(codec, ask.request()), LIMIT))
                                .as(line)
                                .isEqualTo(manipulate(codec, ask.reply()));
                    }
                    case RecordedScript.Go go -> connection.send(Epoch.NONE, manipulate(codec, go.request()));
                }
            }
            org.awaitility.Awaitility.await().atMost(LIMIT).until(() -> {
                notices.removeIf(notice -> {
                    heard(notice);
                    return true;
                });
                return printed.size() >= wanted.size();
            });
        }
        assertThat(asked).isGreaterThan(50);
        assertThat(printed).containsExactlyElementsOf(wanted);
    }

    private <T extends LinkNotice> T next(Class<T> kind, String line) throws InterruptedException {
        while (true) {
            LinkNotice notice = notices.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (notice == null) {
                throw new AssertionError(line + ": no " + kind.getSimpleName() + " within " + LIMIT);
            }
            heard(notice);
            if (kind.isInstance(notice)) {
                return kind.cast(notice);
            }
        }
    }

    private void heard(LinkNotice notice) {
        if (notice instanceof LinkNotice.Printed print) {
            printed.add(print.text());
        }
    }

    private static Manipulate manipulate(MessageCodec codec, Bytes payload) {
        return (Manipulate) codec.decode(PacketType.STATE_MANIPULATE, payload);
    }

    static Path file(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ReplayTest.class.getResource("/kd/recordings/" + name + ".pkt.jsonl.gz"))
                .toURI());
    }
}
