package io.kdlab.replay;

import io.kdlab.golden.Recording;
import io.kdlab.packet.PacketType;
import io.kdlab.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What happened in a recording as a host saw it, taken from the recorder's own decoding and not from ours.
///
/// @param steps in order
record RecordedScript(List<Step> steps) {
    private static final int HEADER = 16;

    sealed interface Step {
        int line();
    }

    record Print(int line, String text) implements Step {}

    record Stop(int line, Bytes payload) implements Step {}

    record Ask(int line, Bytes request, Bytes reply) implements Step {}

    /// Continue, reboot, crash.
    record Go(int line, Bytes request) implements Step {}

    record Prompt(int line) implements Step {}

    static RecordedScript of(Recording recording) {
        Reader reader = new Reader();
        recording.entries().stream()
                .filter(entry -> !entry.isDamaged() && !entry.isBreakIn())
                .forEach(reader::read);
        return new RecordedScript(reader.steps);
    }

    private static final class Reader {
        final List<Step> steps = new ArrayList<>();
        private Bytes lastStop = Bytes.EMPTY;
        private String lastTarget = "";
        private String lastHost = "";
        private @Nullable Bytes asked;
        private boolean stopped;
        private boolean afterReset;

        void read(Recording.Entry entry) {
            String type = entry.json().path("type").asText();
            if (type.equals("RESET")) {
                afterReset = true;
                lastHost = "";
            }
            if (!entry.json().path("leader").asText().equals("data")) {
                return;
            }
            Bytes payload = payload(entry);
            String id = entry.json()
                    .path("id")
                    .asText()
                    .replace("80800800", "80800000")
                    .replace("80800801", "80800001");
            if (entry.fromTarget()) {
                boolean again =
                        lastTarget.equals(id + payload.toHex()) || afterReset && lastTarget.endsWith(payload.toHex());
                afterReset = false;
                lastTarget = id + payload.toHex();
                if (!again) {
                    target(entry, payload);
                }
            } else if (!lastHost.equals(id + payload.toHex())) {
                lastHost = id + payload.toHex();
                host(entry, payload);
            }
        }

        private void target(Recording.Entry entry, Bytes payload) {
            switch (entry.bytes().u16(4)) {
                case PacketType.STATE_CHANGE64 -> {
                    if (!stopped || !payload.equals(lastStop)) {
                        steps.add(new Stop(entry.line(), payload));
                    }
                    lastStop = payload;
                    stopped = true;
                }
                case PacketType.STATE_MANIPULATE -> {
                    Bytes request = asked;
                    if (request != null && request.u32(0) == payload.u32(0)) {
                        steps.add(new Ask(entry.line(), request, payload));
                        asked = null;
                    }
                }
                case PacketType.DEBUG_IO ->
                    steps.add(
                            entry.json().path("dbgio").asText().equals("3230")
                                    ? new Print(
                                            entry.line(), payload.slice(HEADER).toLatin1())
                                    : new Prompt(entry.line()));
                default -> throw new AssertionError("line " + entry.line() + ": " + entry.json());
            }
        }

        private void host(Recording.Entry entry, Bytes payload) {
            if (entry.bytes().u16(4) != PacketType.STATE_MANIPULATE) {
                return;
            }
            switch (entry.json().path("api").asText()) {
                case "Continue", "Continue2", "Reboot", "CauseBugCheck" -> {
                    steps.add(new Go(entry.line(), payload));
                    stopped = false;
                }
                default -> asked = payload;
            }
        }

        private static Bytes payload(Recording.Entry entry) {
            return entry.bytes().slice(HEADER, entry.bytes().u16(6));
        }
    }

    Optional<Stop> firstStop() {
        return steps.stream()
                .filter(Stop.class::isInstance)
                .map(Stop.class::cast)
                .findFirst();
    }
}
