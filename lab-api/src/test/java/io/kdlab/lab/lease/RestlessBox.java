package io.kdlab.lab.lease;

import io.kdlab.lab.AfterLease;
import io.kdlab.lab.EndedLease;
import io.kdlab.lab.LabException;
import io.kdlab.lab.LeaseEnd;
import io.kdlab.lab.LeasePolicy;
import io.kdlab.lab.Target;
import io.kdlab.lab.Targets;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.store.LabStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A process of its own that takes, gives and kicks until it is killed, and writes down what it did.
///
/// A line of the trace is one write to the kernel: it outlives the process as a byte on a wire would.
final class RestlessBox implements LeaseEnd {
    private static final List<String> TARGETS = List.of("one", "two");
    private static final List<User> USERS =
            List.of(new User("alice", UserRole.USER), new User("bob", UserRole.USER), new User("root", UserRole.ADMIN));

    private final Path trace;

    private RestlessBox(Path trace) {
        this.trace = trace;
    }

    /// @param args the store's file, the trace's file, a seed
    public static void main(String[] args) {
        new RestlessBox(Path.of(args[1])).run(Path.of(args[0]), Long.parseLong(args[2]));
    }

    private void run(Path file, long seed) {
        var random = new SplittableRandom(seed);
        var clock = Clock.systemUTC();
        try (var store = LabStore.sqlite(file);
                var alarms = new WallClockAlarms(clock)) {
            store.tokens().firstStart(clock, issued -> note("TOKEN", issued.id(), "-", "-"));
            var targets = Targets.of(TARGETS.stream()
                    .map(name -> new Target(name, "", "sim:x64", false))
                    .toList());
            var policy = new LeasePolicy(Duration.ofMillis(1), Duration.ofHours(1), Duration.ofSeconds(5));
            note("START", "-", "-", "-");
            var book = new LeaseBook(
                    targets,
                    store.leases(),
                    store.epochs(),
                    (target, epoch, _) -> note("GATE", target, epoch, "-"),
                    this,
                    policy,
                    clock,
                    alarms);
            book.restore();
            note("READY", "-", "-", "-");
            // Three at once, and the alarms of what they took beside them.
            IntStream.range(0, 3)
                    .mapToObj(_ -> random.split())
                    .map(own -> Thread.ofPlatform().start(() -> restless(book, own)))
                    .toList()
                    .forEach(RestlessBox::join);
        }
    }

    private void restless(LeaseBook book, SplittableRandom random) {
        try {
            while (true) {
                step(book, random);
            }
        } catch (RuntimeException e) {
            note("FAILED", "-", "-", e.getClass().getSimpleName());
            throw e;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(LeaseBook book, SplittableRandom random) {
        var who = USERS.get(random.nextInt(USERS.size()));
        var target = TARGETS.get(random.nextInt(TARGETS.size()));
        try {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    var lease = book.take(target, who, Duration.ofMillis(1 + random.nextInt(40)), "restless");
                    note("TOOK", target, lease.epoch(), who.name());
                }
                case 2 -> {
                    var end = book.give(target, who, AfterLease.AS_CONFIGURED);
                    note("ENDED", target, end.lease().epoch(), end.boxEpoch());
                }
                default -> {
                    var end = book.kick(target, USERS.getLast(), "restless");
                    note("ENDED", target, end.lease().epoch(), end.boxEpoch());
                }
            }
        } catch (LabException _) {
            // Held, or not held: the next step may fit.
        }
    }

    @Override
    public void tell(EndedLease end) {
        note("TOLD", end.lease().target(), end.lease().epoch(), end.boxEpoch());
    }

    @Override
    public void cleanUp(EndedLease end) {
        note("CLEANED", end.lease().target(), end.lease().epoch(), end.boxEpoch());
    }

    private void note(String what, Object target, Object epoch, Object more) {
        try {
            var line = "%s %s %s %s\n".formatted(what, target, epoch, more).getBytes(StandardCharsets.UTF_8);
            Files.write(trace, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
