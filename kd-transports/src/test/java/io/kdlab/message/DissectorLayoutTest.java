package io.kdlab.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.layout.StructCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The Wireshark dissector knows the structures that the records declare.
@Feature("3.8")
class DissectorLayoutTest {
    private static final Path SCRIPT = Path.of(System.getProperty("kdlab.root", ".."), "packaging/wireshark/kdlab.lua");
    private static final String REFRESH =
            "./mvnw -pl kd-transports test -Dtest=DissectorLayoutTest -Dkdlab.docs.write=true";
    private static final String BEGIN = "-- BEGIN GENERATED\n";
    private static final String END = "-- END GENERATED\n";

    @Test
    void theScriptIsCurrent() throws IOException {
        String script = Files.readString(SCRIPT);
        String wanted =
                script.substring(0, script.indexOf(BEGIN)) + BEGIN + tables() + script.substring(script.indexOf(END));
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.writeString(SCRIPT, wanted);
            script = wanted;
        }
        assertThat(script)
                .as("%s is stale; refresh it with: %s", SCRIPT, REFRESH)
                .isEqualTo(wanted);
    }

    /// The name of a record or a component in the script.
    static String snake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /// The key of a structure in the script; headers are called after their message.
    static String key(Class<?> type) {
        return snake(type.getSimpleName().replaceAll("(Header|RequestBody)$", "")
                + (type == ControlRequestBody.class ? "Request" : ""));
    }

    private static String tables() {
        Map<String, Class<? extends Record>> structures = new LinkedHashMap<>();
        for (Class<? extends Record> type : List.<Class<? extends Record>>of(
                ManipulateHeader.class,
                Continue2X86.class,
                Continue2Arm64.class,
                StateChangeHeader.class,
                ExceptionStop.class,
                LoadSymbols.class,
                CommandString.class,
                ControlReportX64.class,
                ControlReportX86.class,
                DebugIoHeader.class,
                PrintString.class,
                GetString.class,
                FileIoHeader.class,
                CreateFile.class,
                ReadFile.class,
                WriteFile.class,
                CloseFile.class,
                TraceIoHeader.class,
                ControlRequestBody.class,
                ContextX64.class,
                ContextX86.class,
                ContextArm64.class)) {
            structures.put(key(type), type);
        }
        StringBuilder apis = new StringBuilder("local apis = {\n");
        StringBuilder names = new StringBuilder("local api_names = {\n");
        for (ApiNumber api : ApiNumber.values()) {
            structures.put(key(api.body()), api.body());
            apis.append("  [0x%04x] = \"%s\",\n".formatted(api.code(), key(api.body())));
            names.append(
                    "  [0x%04x] = \"%s\",\n".formatted(api.code(), api.body().getSimpleName()));
        }
        StringBuilder out = new StringBuilder(
                "-- From the records of io.kdlab.message; do not edit. Refresh: %s\n".formatted(REFRESH));
        out.append("-- A field: name, offset, width in bytes.\nlocal structures = {\n");
        structures.values().forEach(type -> structure(out, type));
        return out.append("}\n")
                .append(apis)
                .append("}\n")
                .append(names)
                .append("}\n")
                .toString();
    }

    private static void structure(StringBuilder out, Class<? extends Record> type) {
        StructCodec<?> codec = StructCodec.of(type);
        out.append("  %s = { name = \"%s\", size = %d, fields = {".formatted(key(type), codec.name(), codec.size()));
        codec.describe(0)
                .lines()
                .map(line -> line.split(" *\\| *"))
                .filter(cells -> cells.length > 3 && cells[1].startsWith("0x") && !cells[3].equals("–"))
                .forEach(cells -> out.append(
                        " { \"%s\", %d, %s },".formatted(snake(cells[3]), Integer.decode(cells[1]), cells[2])));
        out.append(" } },\n");
    }
}
