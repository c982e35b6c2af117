package io.kdlab.breakpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.Disassembler;
import io.kdlab.arch.X64;
import io.kdlab.feature.Feature;
import io.kdlab.session.GoHow;
import io.kdlab.session.SessionListener;
import io.kdlab.session.SessionOptions;
import io.kdlab.session.TargetSession;
import io.kdlab.stub.StopReport;
import io.kdlab.stub.StubEvent;
import io.kdlab.stub.StubRequest;
import io.kdlab.target.StopEvent;
import io.kdlab.target.StopReason;
import io.kdlab.target.TargetState;
import io.kdlab.value.Address;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Orders of events that no target produces on demand.
@Feature("2.6")
class RunControlTest {
    private static final long CODE = 0xfffff80000003000L;
    private static final int BREAK = 0x80000003;

    private final ScriptedStub stub = new ScriptedStub();
    private final List<StopEvent> stops = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final List<String> reboots = new CopyOnWriteArrayList<>();
    private final ScriptedReactions reactions = new ScriptedReactions();
    private RunControl control;
    private TargetSession session;

    private final class Recorder implements SessionListener {
        @Override
        public void printed(String text, Instant time) {
            control.printed(text);
        }

        @Override
        public void asked(String prompt, int maxLength, Instant time) {}

        @Override
        public void askedNoMore() {}

        @Override
        public void changed(TargetState state) {}

        @Override
        public void established(boolean again) {}

        @Override
        public void stopped(StopEvent event) {
            stops.add(event);
        }

        @Override
        public void image(StopReport.Cause.Symbols image) {
            if (image.unload()) {
                control.anchors().unloaded(image.base(), image.size());
            } else {
                control.anchors().loaded(image.base(), image.size());
            }
        }

        @Override
        public void rebooted() {
            control.restarted();
            reboots.add("rebooted");
        }

        @Override
        public void notice(String text) {
            notices.add(text);
        }
    }

    @BeforeEach
    void start() {
        control = new RunControl(Disassembler::of, registers -> registers, reactions, notices::add);
        session = new TargetSession(
                stub,
                new SessionOptions("scripted", 1, X64.INSTANCE, Clock.systemUTC(), Epoch.NONE),
                new Recorder(),
                control);
        control.bind(session);
        session.start();
    }

    @AfterEach
    void close() {
        session.close();
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    private void stopAt(long pc, boolean brokenIn) {
        int before = stops.size();
        stub.stop(BREAK, pc, brokenIn);
        await("a stop", () -> stops.size() > before);
    }

    private void go() {
        long before = stub.count(StubRequest.Resume.class);
        session.submit(() -> control.go(GoHow.DEFAULT, Set.of()));
        await("a resume", () -> stub.count(StubRequest.Resume.class) > before);
        await("running", () -> session.state() instanceof TargetState.Running);
    }

    @Test
    @Feature("K08")
    void attachEmptiesAllSlotsOnce() {
        stopAt(CODE, true);
        assertThat(stub.asked.stream()
                        .filter(StubRequest.RemoveBreakpoint.class::isInstance)
                        .map(request -> ((StubRequest.RemoveBreakpoint) request).handle()))
                .containsExactlyElementsOf(
                        java.util.stream.IntStream.rangeClosed(1, 32).boxed().toList());
        go();
        stopAt(CODE, true);
        assertThat(stub.count(StubRequest.RemoveBreakpoint.class)).isEqualTo(32);
    }

    @Test
    @Feature("G01")
    void breakInThatAnotherStopOvertookIsAbsorbedAfterwards() {
        stopAt(CODE, true);
        go();
        session.interrupt();
        await("the break-in", () -> stub.count(StubRequest.BreakIn.class) == 1);
        int before = stops.size();
        stub.stop(0xc0000094, CODE + 0x40, false);
        await("the other stop", () -> stops.size() > before);
        go();
        long resumes = stub.count(StubRequest.Resume.class);
        stub.stop(BREAK, ScriptedStub.BREAK_ROUTINE, false);
        await("the silent resume", () -> stub.count(StubRequest.Resume.class) > resumes);
        assertThat(stops).hasSize(before + 1);
        stopAt(ScriptedStub.BREAK_ROUTINE, false);
        assertThat(stops.getLast().reason()).as("only once").isInstanceOf(StopReason.Exception.class);
    }

    @Test
    @Feature("G01")
    void breakInSwallowedByAnImageReportIsAskedForAgain() {
        stopAt(CODE, true);
        go();
        session.interrupt();
        await("the break-in", () -> stub.count(StubRequest.BreakIn.class) == 1);
        stub.report(
                new StopReport.Cause.Symbols(false, new Address(0x1000), 0x1000, 0, 0, "late.sys"), CODE + 0x80, false);
        await("the break-in again", () -> stub.count(StubRequest.BreakIn.class) == 2);
    }

    @Test
    @Feature("G02")
    void newsOfARebootIsAnsweredByAPlainContinueAndSaidOnce() {
        stopAt(CODE, true);
        go();
        stub.report(new StopReport.Cause.Symbols(true, new Address(-1), 0, 0, 0, ""), CODE, false);
        await("the plain continue", () -> stub.count(StubRequest.ResumePlain.class) == 1);
        assertThat(stub.asked.getLast()).isEqualTo(new StubRequest.ResumePlain(0, NtStatus.CONTINUE.code()));
        stub.happen(new StubEvent.Restarted(Instant.EPOCH));
        stub.happen(new StubEvent.Told("mark", Instant.EPOCH));
        await("the mark", () -> notices.contains("mark"));
        assertThat(reboots).hasSize(1);
    }

    @Test
    @Feature("M05")
    void debugControlKeepsWhatWasThereAndGetsOurSlot() {
        stopAt(CODE, true);
        session.submit(() -> control.breakpoints()
                        .add(new BreakpointKind.Hardware(BreakpointKind.Access.WRITE, 4), new Address(0x2000), "x", 1))
                .join();
        go();
        var resume = (StubRequest.Resume) stub.asked.getLast();
        // Slot 0: local enable, write, four bytes; local exact.
        assertThat(Long.toHexString(resume.dr7())).isEqualTo("d0101");
        assertThat(stub.asked)
                .filteredOn(StubRequest.WriteControlSpace.class::isInstance)
                .singleElement()
                .satisfies(request -> assertThat(((StubRequest.WriteControlSpace) request)
                                .bytes()
                                .u64(0x20))
                        .isEqualTo(0x2000));
    }

    @Test
    @Feature("M05")
    void breakpointOnANameFollowsTheKernelAndOneOnANumberWaits() {
        stopAt(CODE, true);
        session.submit(() -> {
                    control.breakpoints().add(new BreakpointKind.Software(), new Address(CODE), "nt!Foo", 1);
                    control.breakpoints()
                            .add(new BreakpointKind.Software(), new Address(CODE + 8), "fffff80000003008", 1);
                    reactions.places.put("nt!Foo", 0x5000L);
                    control.anchors().established(new Address(1), new Address(2));
                    return null;
                })
                .join();
        go();
        assertThat(stub.asked)
                .filteredOn(StubRequest.PlaceBreakpoint.class::isInstance)
                .containsExactly(new StubRequest.PlaceBreakpoint(new Address(0x5000)));
        assertThat(notices).singleElement().asString().contains("breakpoint 1 waits");
    }

    private Breakpoint set(long at, String expression, boolean follows, int passes, Terms terms) {
        return session.submit(() -> control.breakpoints()
                        .add(new NewBreakpoint(
                                OptionalInt.empty(),
                                new BreakpointKind.Software(),
                                at == 0 ? Optional.empty() : Optional.of(new Address(at)),
                                expression,
                                follows,
                                passes,
                                terms)))
                .join();
    }

    private List<Breakpoint> all() {
        return session.submit(() -> control.breakpoints().all()).join();
    }

    /// Stops where a breakpoint of ours stands, which nobody is told of.
    private void passAt(long pc) {
        long steps = stub.steps();
        stub.stop(BREAK, pc, false);
        await("the step off it", () -> stub.steps() > steps);
        long resumes = stub.count(StubRequest.Resume.class);
        stub.stop(0x80000004, pc + 1, false);
        await("the resume", () -> stub.count(StubRequest.Resume.class) > resumes);
    }

    @Test
    @Feature("M05")
    void siteInTheWindowOfAStopIsPlacedAgainAndOthersAreNotPlacedTwice() {
        stopAt(CODE, true);
        set(CODE + 0x102, "near", false, 1, Terms.NONE);
        set(CODE + 0x200, "far", false, 1, Terms.NONE);
        go();
        assertThat(stub.places()).containsExactlyInAnyOrder(CODE + 0x102, CODE + 0x200);
        // The target reports four bytes from here on, and has taken the first site out.
        stopAt(CODE + 0x100, true);
        go();
        assertThat(stub.places()).hasSize(3).endsWith(CODE + 0x102);
        stub.report(
                new StopReport.Cause.Symbols(false, new Address(0x1000), 0x1000, 0, 0, "late.sys"),
                CODE + 0x1ff,
                false);
        await("the far one again", () -> stub.places().size() == 4);
        assertThat(stub.places()).endsWith(CODE + 0x200);
        assertThat(stub.count(StubRequest.RemoveBreakpoint.class))
                .as("only those of the attach")
                .isEqualTo(32);
    }

    @Test
    @Feature("M05")
    void termsAreLookedAtBeforePassesAreCounted() {
        stopAt(CODE, true);
        set(CODE + 0x40, "x", false, 2, Terms.NONE.withCondition("rare"));
        reactions.holds = false;
        go();
        passAt(CODE + 0x40);
        assertThat(all().getFirst().passesLeft()).isEqualTo(2);
        reactions.holds = true;
        passAt(CODE + 0x40);
        assertThat(all().getFirst().passesLeft()).isEqualTo(1);
        stopAt(CODE + 0x40, false);
        assertThat(stops.getLast().reason()).isEqualTo(new StopReason.BreakpointHit(List.of(0)));
    }

    @Test
    @Feature("M05")
    void oneThatIsForAnotherThreadProcessOrDepthDoesNotCount() {
        stopAt(CODE, true);
        set(CODE + 0x40, "x", false, 1, Terms.NONE.inThread(new Address(0xffff900000001000L)));
        set(CODE + 0x40, "x", false, 1, Terms.NONE.inProcess(new Address(0x77)));
        set(CODE + 0x40, "x", false, 1, Terms.NONE.withDeepest(3));
        set(CODE + 0x40, "x", false, 1, Terms.NONE.withShallowest(3));
        reactions.depth = 3;
        go();
        passAt(CODE + 0x40);
        reactions.process = new Address(0x77);
        reactions.depth = 4;
        stopAt(CODE + 0x40, false);
        assertThat(stops.getLast().reason()).isEqualTo(new StopReason.BreakpointHit(List.of(1, 3)));
    }

    @Test
    @Feature("M05")
    void oneShotIsGoneAndItsSiteIsNotPlacedAgain() {
        stopAt(CODE, true);
        set(CODE + 0x40, "x", false, 1, Terms.NONE.once());
        go();
        stopAt(CODE + 0x40, false);
        assertThat(all()).isEmpty();
        int places = stub.places().size();
        go();
        assertThat(stub.places()).hasSize(places);
    }

    @Test
    @Feature("M05")
    void ofTwoAtOnePlaceTheOneThatStaysDecides() {
        stopAt(CODE, true);
        set(CODE + 0x40, "x", false, 1, Terms.NONE.withCommands("first"));
        set(CODE + 0x40, "x", false, 1, Terms.NONE.withCommands("second"));
        reactions.answers.addAll(List.of(Proceed.GO, Proceed.AS, Proceed.GO, Proceed.STAY));
        go();
        passAt(CODE + 0x40);
        stopAt(CODE + 0x40, false);
        assertThat(reactions.ran).containsExactly("first", "second", "first", "second");
    }

    @Test
    @Feature("M05")
    void deferredIsPlacedBeforeTheReportOfItsImageIsAnswered() {
        stopAt(CODE, true);
        set(0, "late!Entry", true, 1, Terms.NONE);
        go();
        assertThat(stub.places()).isEmpty();
        reactions.places.put("late!Entry", 0xfffff88000001000L);
        stub.report(
                new StopReport.Cause.Symbols(false, new Address(0xfffff88000000000L), 0x4000, 0, 0, "late.sys"),
                CODE + 0x80,
                false);
        await("the site", () -> stub.places().contains(0xfffff88000001000L));
        reactions.places.clear();
        stub.report(
                new StopReport.Cause.Symbols(true, new Address(0xfffff88000000000L), 0x4000, 0, 0, "late.sys"),
                CODE + 0x80,
                false);
        await("that it is taken out", () -> stub.count(StubRequest.RemoveBreakpoint.class) == 33);
        assertThat(all().getFirst().address()).isEmpty();
    }

    @Test
    @Feature("E13")
    void exceptionIsAnsweredAsItsFilterSays() {
        stopAt(CODE, true);
        go();
        stub.stop(0xc000001d, CODE + 0x40, false);
        await("the answer", () -> stub.lastResumeStatus() == NtStatus.EXCEPTION_NOT_HANDLED.code());
        assertThat(reactions.told).singleElement().isInstanceOf(StopReason.Exception.class);
        session.submit(() -> {
                    EventFilters filters = control.filters();
                    filters.set(filters.find("ii")
                            .orElseThrow()
                            .withMode(EventFilter.Mode.IGNORE)
                            .withHandled(true));
                    return null;
                })
                .join();
        stub.stop(0xc000001d, CODE + 0x40, false);
        await("the other answer", () -> stub.lastResumeStatus() == NtStatus.EXCEPTION_HANDLED.code());
        assertThat(reactions.told).hasSize(1);
        assertThat(stops).hasSize(1);
    }

    @Test
    @Feature("G02")
    void breakInAtBootSurvivesTheSecondSignOfTheRestart() {
        stopAt(CODE, true);
        session.submit(() -> {
                    EventFilters filters = control.filters();
                    filters.set(filters.find("ibp").orElseThrow().withMode(EventFilter.Mode.BREAK));
                    return null;
                })
                .join();
        go();
        stub.report(new StopReport.Cause.Symbols(true, new Address(-1), 0, 0, 0, ""), CODE, false);
        stub.happen(new StubEvent.Restarted(Instant.EPOCH));
        stub.report(
                new StopReport.Cause.Symbols(false, new Address(0x1000), 0x1000, 0, 0, "nt.exe"), CODE + 0x80, false);
        await("the break-in", () -> stub.count(StubRequest.BreakIn.class) == 1);
        stopAt(ScriptedStub.BREAK_ROUTINE, true);
        assertThat(stops.getLast().reason()).isInstanceOf(StopReason.Started.class);
    }

    @Test
    @Feature("2.7")
    void imageReportedWhileTheGateMovesIsAnsweredUnderTheNextEpoch() {
        stopAt(CODE, true);
        go();
        var next = new Epoch(1);
        stub.gate = next;
        long resumes = stub.count(StubRequest.Resume.class);
        stub.report(
                new StopReport.Cause.Symbols(false, new Address(0x1000), 0x1000, 0, 0, "late.sys"), CODE + 0x80, false);
        stub.happen(new StubEvent.Told("mark", Instant.EPOCH));
        await("the mark", () -> notices.contains("mark"));
        assertThat(stub.count(StubRequest.Resume.class)).isEqualTo(resumes);
        session.adopt(next);
        await("the resume", () -> stub.count(StubRequest.Resume.class) == resumes + 1);
    }

    @Test
    void lostLinkEndsAWaitWithItsCause() {
        stopAt(CODE, true);
        var go = session.submit(() -> control.go(GoHow.DEFAULT, Set.of()));
        await("running", () -> session.state() instanceof TargetState.Running);
        stub.happen(new StubEvent.LinkDown("com1: nothing answers; is the cable in?", Instant.EPOCH));
        await("the end", go::isDone);
        assertThat(go.exceptionNow()).hasMessage("com1: nothing answers; is the cable in?");
    }
}
