package io.kdlab.stub;

import io.kdlab.connection.LinkNotice;
import io.kdlab.message.CommandString;
import io.kdlab.message.ControlReport;
import io.kdlab.message.ControlReportX64;
import io.kdlab.message.ControlReportX86;
import io.kdlab.message.ExceptionStop;
import io.kdlab.message.LoadSymbols;
import io.kdlab.message.StateChange;
import io.kdlab.message.UnknownControlReport;
import io.kdlab.message.UnknownStateChange;
import io.kdlab.value.Bytes;

/// What a link tells its subscribers, as a stub's events.
final class Events {
    private Events() {}

    /// The event for `notice`.
    static StubEvent of(LinkNotice notice) {
        return switch (notice) {
            case LinkNotice.StateChanged(var change, boolean brokenIn, boolean surplus, var time) ->
                new StubEvent.Stopped(report(change, brokenIn, surplus), time);
            case LinkNotice.Resumed(var time) -> new StubEvent.Running(time);
            case LinkNotice.Printed(var text, var time) -> new StubEvent.Printed(text, time);
            case LinkNotice.PromptAsked(var text, int longest, var time) -> new StubEvent.Asked(text, longest, time);
            case LinkNotice.FileIoRefused(var name, var time) -> new StubEvent.FileRefused(name, time);
            case LinkNotice.TargetReset(var time) -> new StubEvent.Restarted(time);
            case LinkNotice.Resynchronised(var why, var time) -> new StubEvent.Resynchronised(why, time);
            case LinkNotice.LinkUp(var text, var time) -> new StubEvent.LinkUp(text, time);
            case LinkNotice.Waiting(var what, var time) -> new StubEvent.Waiting(what, time);
            case LinkNotice.BreakInUnanswered(var cause, var time) -> new StubEvent.Told(cause, time);
            case LinkNotice.LinkDown(var cause, var time) -> new StubEvent.LinkDown(cause, time);
            case LinkNotice.GateMoved(var epoch, var reason, var time) -> new StubEvent.GateMoved(epoch, reason, time);
        };
    }

    /// A state change as a report.
    static StopReport report(StateChange change, boolean brokenIn, boolean surplus) {
        long dr6 = 0;
        long dr7 = 0;
        int flags = 0;
        switch (change.report()) {
            case ControlReportX64 x64 -> {
                dr6 = x64.dr6();
                dr7 = x64.dr7();
                flags = x64.eflags();
            }
            case ControlReportX86 x86 -> {
                dr6 = Integer.toUnsignedLong(x86.dr6());
                dr7 = Integer.toUnsignedLong(x86.dr7());
                flags = x86.eflags();
            }
            case UnknownControlReport _ -> {}
        }
        ControlReport control = change.report();
        return new StopReport(
                change.processor(),
                change.processorCount(),
                change.header().thread(),
                change.programCounter(),
                cause(change),
                brokenIn,
                surplus,
                dr6,
                dr7,
                flags,
                control.instructions());
    }

    private static StopReport.Cause cause(StateChange change) {
        return switch (change.body()) {
            case ExceptionStop stop ->
                new StopReport.Cause.Exception(
                        stop.code().code(), stop.flags(), stop.address(), stop.isFirstChance(), stop.validParameters());
            case LoadSymbols image ->
                new StopReport.Cause.Symbols(
                        image.unload() != 0,
                        image.base(),
                        image.imageSize(),
                        image.checkSum(),
                        image.processId(),
                        change.path());
            case CommandString _ -> {
                String name = change.tail().toLatin1Nul();
                Bytes rest = change.tail()
                        .slice(Math.min(name.length() + 1, change.tail().length()));
                yield new StopReport.Cause.CommandString(name, rest.toLatin1Nul());
            }
            case UnknownStateChange _ ->
                new StopReport.Cause.Unknown(change.header().newState());
        };
    }
}
