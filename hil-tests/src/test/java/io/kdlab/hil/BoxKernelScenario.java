package io.kdlab.hil;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.hil.bench.Box;
import io.kdlab.hil.bench.Debugger;
import io.kdlab.hil.bench.Qemu;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/// From anywhere: through the box, with a lease.
@Feature(value = "2.7", on = On.QEMU)
final class BoxKernelScenario extends KernelSteps {
    private @Nullable Box box;

    @Override
    String layout() {
        return "B";
    }

    @Override
    void prepare(Path folder, Qemu machine, TargetKernel kernel) throws IOException, InterruptedException {
        box = Box.start(folder, Map.of("lab-1", "wire: %s\nsymbols: %s".formatted(machine.wire(), kernel.folder())));
        box.take("lab-1");
    }

    @Override
    Debugger open() throws IOException {
        return Objects.requireNonNull(box).attach("lab-1", "-b");
    }

    @AfterAll
    void stopBox() {
        if (box != null) {
            box.close();
        }
    }
}
