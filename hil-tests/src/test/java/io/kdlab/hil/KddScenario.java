package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Program;
import io.kdlab.peer.Kdd;
import io.kdlab.value.Address;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A target that nobody here wrote, by the program as people use it.
final class KddScenario {
    private static final int MEBIBYTE = 1 << 20;
    private static final int PIECE = 0x10000;

    @Test
    @Feature(value = "2.4", on = On.KDD)
    @Feature(value = "2.6", on = On.KDD)
    @Feature(value = "M02", on = On.KDD)
    @Feature(value = "M03", on = On.KDD)
    void attachReadsProcessorAndMemory(@TempDir Path folder) throws Exception {
        try (Kdd kdd = Kdd.start();
                Debugger debugger = new Debugger(Program.in(folder)
                        .start(
                                "kd",
                                "-k",
                                "com:ipport=%d,port=127.0.0.1"
                                        .formatted(kdd.cable().hostPort())))) {
            debugger.expect("Connected to Windows 7601 x64 target");
            debugger.expect("Kernel base = 0x" + new Address(kdd.fact("kernbase")));

            String registers = debugger.run("r");
            assertThat(registers).contains("rip=%016x".formatted(kdd.fact("rip")));
            assertThat(registers).contains("rax=1111111111111111 rbx=2222222222222222 rcx=3333333333333333");
            assertThat(registers).contains("r12=000000000000000c");
            assertThat(debugger.run("version")).contains("7601");
            assertThat(debugger.run("lm")).contains(new Address(kdd.fact("kernbase")) + " ");

            CRC32 crc = new CRC32();
            for (int offset = 0; offset < MEBIBYTE; offset += PIECE) {
                crc.update(bytes(debugger.run("db %016x L?%x".formatted(kdd.fact("bulk") + offset, PIECE))));
            }
            assertThat(crc.getValue()).isEqualTo(kdd.fact("bulk_crc32_1mib"));
            assertThat(debugger.run("db %016x L4".formatted(kdd.fact("unmapped"))))
                    .contains("?? ?? ?? ??");
        }
    }

    private static byte[] bytes(String dump) {
        StringBuilder digits = new StringBuilder();
        Matcher line = Pattern.compile("(?m)^[0-9a-f]{8}`[0-9a-f]{8}  ([0-9a-f -]{47})  ")
                .matcher(dump);
        while (line.find()) {
            digits.append(line.group(1).replaceAll("[ -]", ""));
        }
        byte[] bytes = HexFormat.of().parseHex(digits);
        assertThat(bytes).as("all that was asked for").hasSize(PIECE);
        return bytes;
    }
}
