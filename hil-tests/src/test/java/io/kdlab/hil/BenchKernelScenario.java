package io.kdlab.hil;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Program;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// At the bench: `kdlab kd` in one process, over a serial line.
@Feature(value = "L01", on = On.QEMU)
@Feature(value = "L02", on = On.QEMU)
final class BenchKernelScenario extends KernelSteps {
    private @Nullable Program program;
    private @Nullable Qemu machine;
    private @Nullable TargetKernel kernel;

    @Override
    String layout() {
        return "A";
    }

    @Override
    void prepare(Path folder, Qemu machine, TargetKernel kernel) {
        this.machine = machine;
        this.kernel = kernel;
        program = Program.in(folder);
    }

    @Override
    Debugger open() throws IOException {
        return new Debugger(Objects.requireNonNull(program)
                .start(
                        "kd",
                        "-k",
                        Objects.requireNonNull(machine).wire(),
                        "-y",
                        Objects.requireNonNull(kernel).folder().toString(),
                        "-b"));
    }
}
