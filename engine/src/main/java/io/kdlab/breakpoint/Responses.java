package io.kdlab.breakpoint;

import io.kdlab.session.GoHow;
import io.kdlab.stub.StopReport;
import io.kdlab.symbol.NamePattern;
import io.kdlab.target.StopReason;
import java.util.List;

/// What becomes of a stop: filters decide whether a person is to see it, and commands that he left there are run.
final class Responses {
    private final EventFilters filters;
    private final Reactions reactions;
    /// Whether the kernel is starting up and has reported no image yet.
    private boolean booting;

    Responses(EventFilters filters, Reactions reactions) {
        this.filters = filters;
        this.reactions = reactions;
    }

    /// The machine is being restarted.
    void restarted() {
        booting = true;
    }

    /// Whether the report of an image may stop the target or has commands waiting for it.
    boolean concerns(StopReason reason) {
        return switch (reason) {
            case StopReason.ImageLoaded loaded ->
                booting && filters.breaksAtFirstModule() || concerns(filters.event("ld"), loaded.name());
            case StopReason.ImageUnloaded gone -> concerns(filters.event("ud"), gone.name());
            default -> true;
        };
    }

    private static boolean concerns(EventFilter filter, String name) {
        return (filter.stops(true) || !filter.command().isBlank())
                && (filter.argument().isEmpty() || named(filter.argument(), name));
    }

    /// Whether a person waits for what the target printed.
    boolean waitsFor(String printed) {
        EventFilter filter = filters.event("out");
        return filter.stops(true)
                && (filter.argument().isEmpty()
                        || NamePattern.of("*" + filter.argument() + "*").matches(printed));
    }

    /// How the target goes on after `reason`.
    ///
    /// @param firing the breakpoints of ours that caused the stop
    Proceed to(StopReport report, StopReason reason, List<Breakpoint> firing) {
        return switch (reason) {
            case StopReason.BreakpointHit _ -> breakpoints(report, reason, firing);
            case StopReason.Exception exception -> {
                EventFilter filter = filters.deciding(exception.code());
                boolean first = exception.firstChance();
                yield filtered(
                        report, reason, filter, filter.stops(first), first ? filter.command() : filter.secondCommand());
            }
            case StopReason.ImageLoaded loaded
            when isFirst() && filters.breaksAtFirstModule() ->
                filtered(
                        report,
                        loaded,
                        filters.event("iml"),
                        true,
                        filters.event("iml").command());
            case StopReason.ImageLoaded loaded -> image(report, loaded, filters.event("ld"), loaded.name());
            case StopReason.ImageUnloaded gone -> image(report, gone, filters.event("ud"), gone.name());
            case StopReason.Printed printed ->
                filtered(
                        report,
                        printed,
                        filters.event("out"),
                        true,
                        filters.event("out").command());
            case StopReason.Started started ->
                filtered(
                        report,
                        started,
                        filters.event("ibp"),
                        true,
                        filters.event("ibp").command());
            case StopReason.BreakIn _, StopReason.BugCheck _, StopReason.Stepped _, StopReason.ProcessorSwitched _ ->
                Proceed.STAY;
        };
    }

    private boolean isFirst() {
        boolean first = booting;
        booting = false;
        return first;
    }

    private Proceed breakpoints(StopReport report, StopReason reason, List<Breakpoint> firing) {
        Proceed all = Proceed.AS;
        for (Breakpoint breakpoint : firing) {
            String commands = breakpoint.terms().commands();
            all = all.or(commands.isBlank() ? Proceed.STAY : reactions.run(report, reason, commands));
            if (all instanceof Proceed.Gone) {
                return all;
            }
        }
        return all;
    }

    private Proceed image(StopReport report, StopReason reason, EventFilter filter, String name) {
        boolean matches = filter.argument().isEmpty() || named(filter.argument(), name);
        return filtered(
                report,
                reason,
                matches || filter.mode() != EventFilter.Mode.BREAK ? filter : filter.withMode(EventFilter.Mode.OUTPUT),
                matches && filter.stops(true),
                matches ? filter.command() : "");
    }

    private Proceed filtered(StopReport report, StopReason reason, EventFilter filter, boolean stops, String commands) {
        if (!stops && !filter.isSilent()) {
            reactions.tell(reason);
        }
        Proceed said = commands.isBlank() ? Proceed.STAY : reactions.run(report, reason, commands);
        Proceed otherwise = filter.isException()
                ? new Proceed.Go(filter.handled() ? GoHow.HANDLED : GoHow.NOT_HANDLED)
                : Proceed.AS;
        return switch (said) {
            case Proceed.Stay _ -> stops ? said : otherwise;
            case Proceed.Go(var how) when how == GoHow.DEFAULT -> otherwise;
            case Proceed.As _ -> otherwise;
            default -> said;
        };
    }

    /// Whether an image called `name` is meant by `pattern`, with or without its ending, upper or lower case.
    static boolean named(String pattern, String name) {
        int dot = name.lastIndexOf('.');
        var wanted = NamePattern.of(pattern);
        return wanted.matches(name) || dot > 0 && wanted.matches(name.substring(0, dot));
    }
}
