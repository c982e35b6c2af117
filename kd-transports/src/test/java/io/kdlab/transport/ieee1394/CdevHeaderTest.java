package io.kdlab.transport.ieee1394;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our numbers and layouts against the kernel's own header, as the C compiler reads it.
@Feature(value = "3.6", on = On.PROCESS)
class CdevHeaderTest {
    private static final List<Class<? extends Record>> STRUCTS =
            List.of(CdevInfo.class, CdevTransaction.class, CdevBusReset.class, CdevResponse.class);

    @TempDir
    private Path folder;

    @Test
    void structuresLieWhereTheHeaderSays() throws Exception {
        List<String> expressions = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (Class<? extends Record> type : STRUCTS) {
            Struct struct = type.getAnnotation(Struct.class);
            expressions.add("sizeof(struct %s)".formatted(struct.name()));
            ours.add(Integer.toString(struct.size()));
            for (RecordComponent component : type.getRecordComponents()) {
                String field = component.getName().equals("busManagerNodeId")
                        ? "bm_node_id"
                        : component.getName().equals("isochronousManagerNodeId")
                                ? "irm_node_id"
                                : component
                                        .getName()
                                        .replaceAll("([A-Z])", "_$1")
                                        .toLowerCase(Locale.ROOT);
                expressions.add("offsetof(struct %s, %s)".formatted(struct.name(), field));
                ours.add(Integer.toString(component.getAnnotation(At.class).value()));
                expressions.add("sizeof(((struct %s *)0)->%s)".formatted(struct.name(), field));
                ours.add(component.getType() == long.class ? "8" : "4");
            }
        }
        expressions.add("offsetof(struct fw_cdev_event_response, data)");
        ours.add(Integer.toString(CdevResponse.DATA));
        assertThat(compiled(expressions)).isEqualTo(pairs(expressions, ours));
    }

    @Test
    void numbersAreTheHeaders() throws Exception {
        List<String> names = List.of(
                "(unsigned)FW_CDEV_IOC_GET_INFO",
                "(unsigned)FW_CDEV_IOC_SEND_REQUEST",
                "(unsigned)FW_CDEV_IOC_GET_SPEED",
                "FW_CDEV_EVENT_BUS_RESET",
                "FW_CDEV_EVENT_RESPONSE",
                "TCODE_WRITE_BLOCK_REQUEST",
                "TCODE_READ_BLOCK_REQUEST",
                "RCODE_COMPLETE",
                "RCODE_CONFLICT_ERROR",
                "RCODE_DATA_ERROR",
                "RCODE_TYPE_ERROR",
                "RCODE_ADDRESS_ERROR",
                "RCODE_SEND_ERROR",
                "RCODE_CANCELLED",
                "RCODE_BUSY",
                "RCODE_GENERATION",
                "RCODE_NO_ACK");
        int[] ours = {
            CdevRequest.GET_INFO,
            CdevRequest.SEND_REQUEST,
            CdevRequest.GET_SPEED,
            CdevRequest.EVENT_BUS_RESET,
            CdevRequest.EVENT_RESPONSE,
            CdevRequest.WRITE_BLOCK,
            CdevRequest.READ_BLOCK,
            Rcode.COMPLETE,
            Rcode.CONFLICT,
            Rcode.DATA,
            Rcode.TYPE,
            Rcode.ADDRESS,
            Rcode.SEND_ERROR,
            Rcode.CANCELLED,
            Rcode.BUSY,
            Rcode.GENERATION,
            Rcode.NO_ACK
        };
        List<String> values = new ArrayList<>();
        for (int value : ours) {
            values.add(Integer.toUnsignedString(value));
        }
        assertThat(compiled(names)).isEqualTo(pairs(names, values));
    }

    private static List<String> pairs(List<String> names, List<String> values) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            pairs.add(names.get(i) + " = " + values.get(i));
        }
        return pairs;
    }

    /// What a C program with the kernel's header says of each expression.
    private List<String> compiled(List<String> expressions) throws IOException, InterruptedException {
        assumeThat(System.getenv("CI") != null || Files.exists(Path.of("/usr/include/linux/firewire-cdev.h")))
                .as("linux/firewire-cdev.h is not installed (Debian: linux-libc-dev)")
                .isTrue();
        StringBuilder program = new StringBuilder(
                "#include <stdio.h>\n#include <stddef.h>\n#include <linux/firewire-cdev.h>\nint main(void) {\n");
        for (String expression : expressions) {
            program.append(
                    "printf(\"%%s = %%lu\\n\", \"%s\", (unsigned long)(%s));\n".formatted(expression, expression));
        }
        Path source = Files.writeString(folder.resolve("header.c"), program.append("return 0; }\n"));
        Path binary = folder.resolve("header");
        run("gcc", "-Wall", "-Werror", "-o", binary.toString(), source.toString());
        return run(binary.toString());
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        List<String> said = process.inputReader().lines().toList();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command[0], said).isZero();
        return said;
    }
}
