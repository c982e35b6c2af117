package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.layout.Struct;
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
@Feature("3.1")
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
        kept(out, UnknownControlReport.class, "any other machine, or cut short", "at 0x0c0, 48 bytes or fewer");

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
                struct(out, MessageShape.MANIPULATE_BODY, Continue2Arm64.class, "API 0x313c, machine 0xaa64");
            }
        }
        kept(out, UnknownApi.class, "any other API, or cut short", "at 0x010, 40 bytes or fewer");
        struct(out, 0, BreakpointEntry.class, "each one in the data of API 0x3147");

        section(out, "Debug I/O (packet type 3)", "16 bytes and text.");
        struct(out, 0, DebugIoHeader.class, "");
        struct(out, MessageShape.HEADER_8, PrintString.class, "API 0x3230");
        struct(out, MessageShape.HEADER_8, OldPrintString.class, "API 0x3230, some old targets");
        struct(out, MessageShape.HEADER_8, GetString.class, "API 0x3231");

        section(out, "File I/O (packet type 11)", "64 bytes and data.");
        struct(out, 0, FileIoHeader.class, "");
        struct(out, MessageShape.HEADER_8, CreateFile.class, "API 0x3430");
        struct(out, MessageShape.HEADER_8, ReadFile.class, "API 0x3431");
        struct(out, MessageShape.HEADER_8, WriteFile.class, "API 0x3432");
        struct(out, MessageShape.HEADER_8, CloseFile.class, "API 0x3433");
        kept(out, UnknownFileIo.class, "any other API, or cut short", "at 0x008, 56 bytes or fewer");

        section(out, "Trace I/O (packet type 9)", "64 bytes and data. Not seen in practice.");
        struct(out, 0, TraceIoHeader.class, "");

        section(out, "Control request (packet type 10)", "12 bytes. Not seen in practice.");
        struct(out, 0, ControlRequestBody.class, "");

        processor(out);
        return out.toString().strip() + "\n";
    }

    private static void processor(StringBuilder out) {
        section(
                out,
                "By machine",
                "What differs. Everything else is the same on all. Addresses of 32-bit targets come sign-extended.");
        out.append("| | X64 (0x8664) | X86 (0x014c) | ARM64 (0xaa64) |\n|---|---|---|---|\n");
        byMachine(out, "control report", ControlReportX64.class, ControlReportX86.class, UnknownControlReport.class);
        byMachine(out, "Continue2", Continue2.class, Continue2X86.class, Continue2Arm64.class);
        byMachine(out, "context", ContextX64.class, ContextX86.class, ContextArm64.class);
        byMachine(
                out,
                "special registers",
                SpecialRegistersX64.class,
                SpecialRegistersX86.class,
                SpecialRegistersArm64.class);
        out.append("| where they are | control space 2 | control space 0x2cc | control space 2 |\n\n");

        section(out, "Contexts (data of APIs 0x3132, 0x3133, 0x315f, 0x3160)", "Offsets count from the data's start.");
        struct(out, 0, ContextX64.class, "machine 0x8664");
        struct(out, 0x100, FloatingSaveX64.class, "in it");
        struct(out, 0, ContextX86.class, "machine 0x014c");
        struct(out, 0x1c, FloatingSaveX86.class, "in it");
        struct(out, 0, ContextArm64.class, "machine 0xaa64");

        section(out, "Special registers (data of APIs 0x3137, 0x3138)", "Offsets count from the data's start.");
        struct(out, 0, SpecialRegistersX64.class, "machine 0x8664, control space 2");
        struct(out, 0, DescriptorTableX64.class, "in it");
        struct(out, 0, SpecialRegistersX86.class, "machine 0x014c, control space 0x2cc");
        struct(out, 0, DescriptorTableX86.class, "in it");
        struct(out, 0, SpecialRegistersArm64.class, "machine 0xaa64, control space 2");

        section(out, "The kernel's data block (in memory)", "DebuggerDataList of GetVersion is the head of its list.");
        struct(out, 0, DebuggerDataBlock.class, "");
    }

    @SafeVarargs
    private static void byMachine(StringBuilder out, String what, Class<? extends Record>... forms) {
        out.append("| ").append(what);
        for (Class<? extends Record> form : forms) {
            out.append(" | ").append(form.getSimpleName());
            if (form.isAnnotationPresent(Struct.class)) {
                out.append(", ").append(StructCodec.of(form).size()).append(" bytes");
            }
        }
        out.append(" |\n");
    }

    /// What is no layout but bytes as they came.
    private static void kept(StringBuilder out, Class<? extends Record> type, String when, String where) {
        out.append("### ")
                .append(type.getSimpleName())
                .append(" (")
                .append(when)
                .append(")\n\nKept as it came: ")
                .append(where)
                .append(".\n\n");
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
