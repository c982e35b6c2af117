package io.kdlab.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.kdlab.feature.Feature;
import io.kdlab.link.Mutation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The model sees every rule of the machines: without any one of them it fails, within 100,000 steps.
@Feature("3.2")
class LinkMutantsTest {
    private static final Logger LOG = LoggerFactory.getLogger(LinkMutantsTest.class);
    private static final int LIMIT = 100_000;
    private static final int STEPS_A_RUN = 500;

    static List<Mutation> mutants() {
        return Mutation.all();
    }

    @Test
    void theProductsMachinesPassTheRunsThatMutantsAreGiven() {
        int steps = 0;
        for (long seed = 1; steps < LIMIT; seed++) {
            for (ModelScene scene : LinkModelTest.SCENES) {
                try (ModelRun run = new ModelRun(scene, seed)) {
                    run.runOrTell(STEPS_A_RUN);
                    steps += run.steps();
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void theModelFailsWithoutARule(Mutation mutant) {
        int steps = 0;
        for (long seed = 1; steps < LIMIT; seed++) {
            for (ModelScene scene : LinkModelTest.SCENES) {
                try (ModelRun run = new ModelRun(scene.with(mutant), seed)) {
                    run.runOrTell(STEPS_A_RUN);
                    steps += run.steps();
                } catch (AssertionError e) {
                    assertThat(e).hasMessageContainingAll(mutant.toString(), "seed " + seed);
                    LOG.info(
                            "mutant dies steps={} how=\"{}\"",
                            steps,
                            e.getMessage().lines().findFirst().orElse(""));
                    return;
                }
            }
        }
        fail("mutant \"%s\" lives: no scene fails within %d steps, seeds from 1", mutant, LIMIT);
    }
}
