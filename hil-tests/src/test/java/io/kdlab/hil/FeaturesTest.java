package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What is claimed is written down, and what is not claimed has a reason.
@Feature("2.1")
final class FeaturesTest {
    @Test
    void pageIsWhatTheTestsClaim() throws IOException {
        Path file = TargetKernel.root().resolve("hil-tests/doc/features.md");
        String page = FeatureTable.page();
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, page);
        }
        assertThat(file)
                .as("run ./mvnw verify -pl hil-tests -am -Dtest=FeaturesTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dkdlab.docs.write=true to write it anew")
                .hasContent(page);
    }

    @Test
    void everySectionHasAClaimOrAReason() throws IOException {
        assertThat(FeatureTable.gaps()).isEmpty();
    }
}
