package io.kdlab.rpc;

import com.google.protobuf.Timestamp;
import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.EngineStatus;
import io.kdlab.rpc.v1.Answered;
import io.kdlab.rpc.v1.Echo;
import io.kdlab.rpc.v1.Happening;
import io.kdlab.rpc.v1.Left;
import io.kdlab.rpc.v1.Prompt;
import io.kdlab.rpc.v1.Question;
import io.kdlab.rpc.v1.StatusReply;
import io.kdlab.rpc.v1.StatusReply.State;
import io.kdlab.rpc.v1.Text;
import io.kdlab.session.OutputKind;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Engine output as the messages of the `.proto`.
final class Happenings {
    private Happenings() {}

    static Happening of(EngineOutput output) {
        Happening.Builder one = Happening.newBuilder();
        switch (output) {
            case EngineOutput.Text(var kind, var text, var time) ->
                one.setTime(time(time))
                        .setText(Text.newBuilder().setMask(kind.bit()).setText(text));
            case EngineOutput.Echo(var who, var command, var time) ->
                one.setTime(time(time)).setEcho(Echo.newBuilder().setWho(who).setLine(command));
            case EngineOutput.Prompt(var text, var busy) ->
                one.setPrompt(Prompt.newBuilder().setText(text).setBusy(busy));
            case EngineOutput.StateChanged(var status) -> one.setStatus(status(status));
            case EngineOutput.InputAsked(var prompt, var longest, var time) ->
                one.setTime(time(time))
                        .setQuestion(Question.newBuilder().setText(prompt).setLongestAnswer(longest));
            case EngineOutput.InputDone(var who, var answer) ->
                one.setAnswered(Answered.newBuilder().setWho(who).setText(answer));
            case EngineOutput.Notice(var text, var time) ->
                one.setTime(time(time)).setNotice(text);
            case EngineOutput.Joined(var who, var time) ->
                one.setTime(time(time)).setJoined(who);
            case EngineOutput.Left(var who, var why, var time) ->
                one.setTime(time(time)).setLeft(Left.newBuilder().setWho(who).setWhy(why));
            case EngineOutput.Ended(var why) -> one.setEnded(why);
        }
        return one.build();
    }

    static StatusReply status(EngineStatus status) {
        StatusReply.Builder reply = StatusReply.newBuilder();
        status.leaseEnds().ifPresent(end -> reply.setLeaseEnds(time(end)));
        return reply.setCaptured(status.captured())
                .setState(state(status.state()))
                .setDetail(status.detail())
                .setSince(time(status.since()))
                .setPrompt(status.prompt())
                .setBusy(status.busy())
                .setInput(status.input().orElse(""))
                .build();
    }

    private static State state(EngineStatus.State state) {
        return switch (state) {
            case CONNECTING -> State.STATE_CONNECTING;
            case RUNNING -> State.STATE_RUNNING;
            case STOPPED -> State.STATE_STOPPED;
            case BUG_CHECK -> State.STATE_BUG_CHECK;
            case WAITING_FOR_INPUT -> State.STATE_WAITING_FOR_INPUT;
            case LOST -> State.STATE_LOST;
        };
    }

    private static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    /// A happening as engine output, or null for a kind that this client is too old to know.
    static @Nullable EngineOutput output(Happening what) {
        Instant time = Instant.ofEpochSecond(
                what.getTime().getSeconds(), what.getTime().getNanos());
        return switch (what.getWhatCase()) {
            case TEXT ->
                new EngineOutput.Text(
                        kind(what.getText().getMask()), what.getText().getText(), time);
            case ECHO ->
                new EngineOutput.Echo(what.getEcho().getWho(), what.getEcho().getLine(), time);
            case PROMPT ->
                new EngineOutput.Prompt(
                        what.getPrompt().getText(), what.getPrompt().getBusy());
            case QUESTION ->
                new EngineOutput.InputAsked(
                        what.getQuestion().getText(), what.getQuestion().getLongestAnswer(), time);
            case ANSWERED ->
                new EngineOutput.InputDone(
                        what.getAnswered().getWho(), what.getAnswered().getText());
            case STATUS -> new EngineOutput.StateChanged(status(what.getStatus()));
            case NOTICE -> new EngineOutput.Notice(what.getNotice(), time);
            case JOINED -> new EngineOutput.Joined(what.getJoined(), time);
            case LEFT ->
                new EngineOutput.Left(what.getLeft().getWho(), what.getLeft().getWhy(), time);
            case ENDED -> new EngineOutput.Ended(what.getEnded());
            case WHAT_NOT_SET -> null;
        };
    }

    private static OutputKind kind(int mask) {
        for (OutputKind kind : OutputKind.values()) {
            if (kind.bit() == mask) {
                return kind;
            }
        }
        return OutputKind.NORMAL;
    }

    private static EngineStatus status(StatusReply status) {
        EngineStatus.State state = switch (status.getState()) {
            case STATE_RUNNING -> EngineStatus.State.RUNNING;
            case STATE_STOPPED -> EngineStatus.State.STOPPED;
            case STATE_BUG_CHECK -> EngineStatus.State.BUG_CHECK;
            case STATE_WAITING_FOR_INPUT -> EngineStatus.State.WAITING_FOR_INPUT;
            case STATE_LOST -> EngineStatus.State.LOST;
            case STATE_CONNECTING, STATE_UNSPECIFIED, UNRECOGNIZED -> EngineStatus.State.CONNECTING;
        };
        return new EngineStatus(
                state,
                status.getDetail(),
                Instant.ofEpochSecond(
                        status.getSince().getSeconds(), status.getSince().getNanos()),
                status.getPrompt(),
                status.getBusy(),
                status.getInput().isEmpty() ? Optional.empty() : Optional.of(status.getInput()),
                status.hasLeaseEnds()
                        ? Optional.of(Instant.ofEpochSecond(
                                status.getLeaseEnds().getSeconds(),
                                status.getLeaseEnds().getNanos()))
                        : Optional.empty(),
                status.getCaptured());
    }
}
