package io.kdlab.connection;

import io.kdlab.feature.Feature;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Host and target, whole: the product's pipelines, the conversation and its exchanges, a kernel; joined by faulty
/// wires in virtual time, on seeded schedules.
///
/// Between two resynchronisations each message comes once and in order; what is not a read runs once at most, and ends
/// as `OutcomeUnknown` when nobody can know; once the wire is good, requests succeed. A million steps; more with
/// `-Dkdlab.model.steps=N`, from another seed with `-Dkdlab.seed=N`.
@Feature("2.4")
@Feature("3.2")
class LinkModelTest {
    private static final long STEPS = Long.getLong("kdlab.model.steps", 1_000_000);
    private static final long FIRST_SEED = Long.getLong("kdlab.seed", 1);
    private static final int STEPS_A_RUN = 1000;
    static final List<ModelScene> SCENES = List.of(
            ModelScene.CLEAN,
            ModelScene.SERIAL,
            ModelScene.AWFUL,
            ModelScene.LEAKY,
            ModelScene.SLOW,
            ModelScene.LOSSY,
            ModelScene.VIRTUAL_KD,
            ModelScene.KDD,
            ModelScene.PATIENT,
            ModelScene.RESETTING,
            ModelScene.KDUSB,
            ModelScene.KDNET,
            ModelScene.KDNET_OVERTAKING,
            ModelScene.IEEE1394);

    static Stream<ModelScene> scenes() {
        return SCENES.stream();
    }

    static Stream<ModelScene> scenesWithTheUnseen() {
        return Stream.of(ModelScene.SERIAL, ModelScene.VIRTUAL_KD, ModelScene.KDUSB, ModelScene.KDNET)
                .map(scene -> scene.withUnseen(20));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void eachMessageComesOnceAndInOrderAndNothingIsRepeatedSilently(ModelScene scene) {
        run(scene, STEPS / SCENES.size());
    }

    /// Bits of headers change, and bits of payloads so that the sum stays: nothing hangs and nothing fails.
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenesWithTheUnseen")
    void whatTheProtocolCannotSeeStopsNothing(ModelScene scene) {
        run(scene, STEPS / 20);
    }

    private static void run(ModelScene scene, long steps) {
        long done = 0;
        for (long seed = FIRST_SEED; done < steps; seed++) {
            try (ModelRun run = new ModelRun(scene, seed)) {
                run.runOrTell(STEPS_A_RUN);
                done += run.steps();
            }
        }
    }
}
