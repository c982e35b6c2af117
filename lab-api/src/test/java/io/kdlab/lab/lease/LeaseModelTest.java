package io.kdlab.lab.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.lab.store.LabStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two drivers never, no epoch twice: whatever is taken, given, kicked, and killed wherever.
@Feature(value = "2.7", on = On.PROCESS)
@Timeout(300)
final class LeaseModelTest {
    /// Every kind of change, each leaving something for the next to trip over.
    private static final List<Consumer<LeaseWorld>> SCHEDULE = List.of(
            world -> world.take(LeaseWorld.USERS.get(0), "one", Duration.ofMinutes(30)),
            world -> world.take(LeaseWorld.USERS.get(1), "one", Duration.ofMinutes(30)),
            world -> world.extend(LeaseWorld.USERS.get(0), "one", Duration.ofMinutes(10)),
            world -> world.give(LeaseWorld.USERS.get(0), "one"),
            world -> world.take(LeaseWorld.USERS.get(1), "one", Duration.ofMinutes(30)),
            world -> world.take(LeaseWorld.USERS.get(0), "two", Duration.ofMinutes(5)),
            world -> world.kick(LeaseWorld.USERS.get(2), "one"),
            world -> world.renew("one"),
            world -> world.take(LeaseWorld.USERS.get(0), "one", Duration.ofMinutes(5)),
            world -> world.pass(Duration.ofMinutes(6)),
            world -> world.take(LeaseWorld.USERS.get(0), "two", Duration.ofMinutes(30)),
            world -> world.release("two"),
            world -> world.take(LeaseWorld.USERS.get(1), "one", Duration.ofMinutes(30)),
            world -> world.take(LeaseWorld.USERS.get(1), "two", Duration.ofMinutes(30)));

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof Killed)) {
                failure.printStackTrace();
            }
        });
    }

    @AfterAll
    static void stop() throws IOException {
        Thread.setDefaultUncaughtExceptionHandler(null);
        postgres.close();
    }

    @Test
    void aKillAtEveryStepOfEveryChangeIsSurvived() throws IOException {
        int points = 0;
        for (boolean struck = true; struck; points++) {
            var disk = new SqliteDisk(Files.createDirectory(directory.resolve("kill-" + points)));
            try (var world = new LeaseWorld(disk, points % 2 == 0, () -> Integer.MAX_VALUE)) {
                world.killAfter(points);
                SCHEDULE.forEach(change -> world.run(() -> change.accept(world)));
                struck = world.kills() > 0;
            } catch (AssertionError e) {
                throw new AssertionError("killed after step " + points, e);
            }
        }
        // Some 12 to take and 20 to end: before and after each statement, the gate, the telling, the cleaning up.
        assertThat(points).isGreaterThan(120);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void seededSchedulesOfEverythingWithKillsEverywhereOnSqlite(long seed) throws IOException {
        play(seed, new SqliteDisk(directory), 60);
    }

    @Test
    void seededSchedulesOfEverythingWithKillsEverywhereOnPostgres() throws IOException {
        for (long seed = 100; seed < 102; seed++) {
            play(seed, freshPostgres("model_" + seed), 60);
        }
    }

    private static void play(long seed, LeaseWorld.Disk disk, int changes) {
        var random = new SplittableRandom(seed);
        try (var world = new LeaseWorld(disk, random.nextBoolean(), () -> random.nextInt(60))) {
            world.killAfter(random.nextInt(60));
            for (int i = 0; i < changes; i++) {
                world.run(change(world, random));
            }
            assertThat(world.kills()).as("kills").isGreaterThan(changes / 10);
            assertThat(world.wire.accepted()).as("acts that went through").isGreaterThan(changes);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static Runnable change(LeaseWorld world, SplittableRandom random) {
        var who = LeaseWorld.USERS.get(random.nextInt(LeaseWorld.USERS.size()));
        var target = LeaseWorld.TARGETS.get(random.nextInt(LeaseWorld.TARGETS.size()));
        var time = Duration.ofMinutes(1 + random.nextInt(30));
        return switch (random.nextInt(11)) {
            case 0, 1, 2, 3 -> () -> world.take(who, target, time);
            case 4, 5 -> () -> world.give(who, target);
            case 6 -> () -> world.kick(LeaseWorld.USERS.getLast(), target);
            case 7 -> () -> world.extend(who, target, time);
            case 8 -> () -> world.renew(target);
            case 9 -> () -> world.release(target);
            default -> () -> world.pass(time);
        };
    }

    /// A killed client's open transaction is rolled back by the server, which the abandoned connection is not kept
    /// from.
    private static LeaseWorld.Disk freshPostgres(String schema) {
        return new LeaseWorld.Disk() {
            @Override
            public LabStore open() {
                return LabStore.postgres(
                        postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema, "postgres", "");
            }

            @Override
            public void freeze() {
                // What is committed is committed; the rest dies with the connection.
            }
        };
    }
}
