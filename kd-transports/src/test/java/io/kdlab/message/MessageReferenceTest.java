package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.layout.StructCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `kd-transports/doc/messages.md` says what the records say.
@Feature("2.4")
class MessageReferenceTest {
    private static final Path PAGE = Path.of(System.getProperty("kdlab.root", ".."), "kd-transports/doc/messages.md");
    private static final String REFRESH =
            "./mvnw -pl kd-transports test -Dtest=MessageReferenceTest -Dkdlab.docs.write=true";

    @Test
    void thePageIsCurrent() throws IOException {
        String wanted = page();
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.createDirectories(PAGE.toAbsolutePath().getParent());
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("%s is stale; refresh it with: %s", PAGE, REFRESH)
                .isEqualTo(wanted);
    }

    private static String page() {
        StringBuilder out = new StringBuilder("""
                # The messages of the KD protocol

                <!-- Generated from the records of io.kdlab.message; do not edit. Refresh: %s -->

                Offsets count from the start of the payload, the first byte after the 16-byte packet header. All numbers are
                little-endian. *Not declared* bytes are gaps or unused parts of a union: senders leave anything there, we write 0
                and a target echoes what the request had. What follows the fixed part is the message's tail.

                """.formatted(REFRESH));
        section(out, "State change (packet type 7)", "240 bytes and a tail: a path, strings, sometimes trace data.");
        struct(out, 0, StateChangeHeader.class, "");
        struct(out, MessageShape.STATE_BODY, ExceptionStop.class, "state 0x3030");
        struct(out, MessageShape.STATE_BODY, LoadSymbols.class, "state 0x3031");
        struct(out, MessageShape.STATE_BODY, CommandString.class, "state 0x3032");
        struct(out, MessageShape.STATE_BODY, UnknownStateChange.class, "any other state");
        struct(out, MessageShape.STATE_REPORT, ControlReportX64.class, "machine 0x8664");
        struct(out, MessageShape.STATE_REPORT, ControlReportX86.class, "machine 0x014c");
        struct(out, MessageShape.STATE_REPORT, UnknownControlReport.class, "any other machine");

        section(out, "Manipulate (packet type 2)", "56 bytes and data. Request and reply share one form.");
        out.append("| API | name | record | answered by |\n|---|---|---|---|\n");
        List<ApiNumber> apis = Arrays.stream(ApiNumber.values())
                .sorted(Comparator.comparingInt(ApiNumber::code))
                .toList();
        for (ApiNumber api : apis) {
            out.append("| 0x%04x | %s | %s | %s |\n"
                    .formatted(
                            api.code(), api, api.body().getSimpleName(), api.replies() ? "a reply" : "its ack only"));
        }
        out.append('\n');
        struct(out, 0, ManipulateHeader.class, "");
        for (ApiNumber api : apis) {
            struct(out, MessageShape.MANIPULATE_BODY, api.body(), "API 0x%04x".formatted(api.code()));
            if (api == ApiNumber.CONTINUE2) {
                struct(out, MessageShape.MANIPULATE_BODY, Continue2X86.class, "API 0x313c, machine 0x014c");
            }
        }
        struct(out, MessageShape.MANIPULATE_BODY, UnknownApi.class, "any other API");

        section(out, "Debug I/O (packet type 3)", "16 bytes and text.");
        struct(out, 0, DebugIoHeader.class, "");
        struct(out, MessageShape.HEADER_8, PrintString.class, "API 0x3230");
        struct(out, MessageShape.HEADER_8, GetString.class, "API 0x3231");

        section(out, "File I/O (packet type 11)", "64 bytes and data.");
        struct(out, 0, FileIoHeader.class, "");
        struct(out, MessageShape.HEADER_8, CreateFile.class, "API 0x3430");
        struct(out, MessageShape.HEADER_8, ReadFile.class, "API 0x3431");
        struct(out, MessageShape.HEADER_8, WriteFile.class, "API 0x3432");
        struct(out, MessageShape.HEADER_8, CloseFile.class, "API 0x3433");
        struct(out, MessageShape.HEADER_8, UnknownFileIo.class, "any other API");

        section(out, "Trace I/O (packet type 9)", "64 bytes and data. Not seen in practice.");
        struct(out, 0, TraceIoHeader.class, "");

        section(out, "Control request (packet type 10)", "12 bytes. Not seen in practice.");
        struct(out, 0, ControlRequestBody.class, "");
        return out.toString().strip() + "\n";
    }

    private static void section(StringBuilder out, String title, String words) {
        out.append("## ").append(title).append("\n\n").append(words).append("\n\n");
    }

    private static void struct(StringBuilder out, int base, Class<? extends Record> type, String when) {
        StructCodec<?> codec = StructCodec.of(type);
        out.append("### ")
                .append(type.getSimpleName())
                .append(when.isEmpty() ? "" : " (" + when + ")")
                .append("\n\n`")
                .append(codec.name())
                .append("`, ")
                .append(codec.size())
                .append(" bytes\n\n");
        if (codec.size() > 0) {
            out.append(codec.describe(base)).append('\n');
        }
    }
}
