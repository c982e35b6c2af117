package io.kdlab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.value.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimStepperTest {
    private static final int STEPS = 300_000;
    private static final int COMPARED = 1000;

    @Test
    void oneSeedIsOneMachine() {
        SimStepper a = SimStepper.boot(11);
        SimStepper b = SimStepper.boot(11);
        for (int n = 0; n < STEPS; n++) {
            a.step();
            b.step();
            if (n % COMPARED == 0) {
                assertThat(a.context()).as("step %d", n).isEqualTo(b.context());
            }
        }
        assertThat(a.read(a.images().getFirst().base(), 0x8000))
                .isEqualTo(b.read(b.images().getFirst().base(), 0x8000));
    }

    @Test
    void seedsMoveTheImagesAndRelocateThem() {
        SimImage plain = SimBoot.of(0).kernel();
        SimImage moved = SimBoot.of(200).kernel();
        assertThat(moved.base() - plain.base()).isEqualTo(200L * 0x20_0000);
        long function = plain.export("SimHotFunction") - plain.base();
        assertThat(moved.export("SimHotFunction") - moved.base()).isEqualTo(function);
        assertThat(differences(plain, moved)).as("pointers that had to move").isGreaterThan(20);
    }

    private static long differences(SimImage a, SimImage b) {
        return IntStream.range(0x1000 / 8, a.size() / 8)
                .map(n -> 8 * n)
                .filter(offset -> b.layout().u64(offset) - a.layout().u64(offset) == b.base() - a.base())
                .count();
    }

    @Test
    void filesAreCopiedForTheSymbolPath(@TempDir Path folder) throws Exception {
        Path symbols = folder.resolve("symbols");
        SimFiles.copyTo(symbols);
        SimFiles.copyTo(symbols);
        assertThat(Files.size(symbols.resolve("simkernel.pdb"))).isPositive();
        Bytes pdb = Bytes.of(Files.readAllBytes(symbols.resolve("simdrv.pdb")));
        assertThat(pdb.toLatin1()).startsWith("Microsoft C/C++ MSF 7.00");
    }
}
