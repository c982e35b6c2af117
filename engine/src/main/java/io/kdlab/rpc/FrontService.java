package io.kdlab.rpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kdlab.engine.CommandOutcome;
import io.kdlab.engine.Front;
import io.kdlab.rpc.v1.AnswerReply;
import io.kdlab.rpc.v1.AnswerRequest;
import io.kdlab.rpc.v1.CompleteReply;
import io.kdlab.rpc.v1.CompleteRequest;
import io.kdlab.rpc.v1.ExecuteReply;
import io.kdlab.rpc.v1.ExecuteReply.After;
import io.kdlab.rpc.v1.ExecuteReply.Outcome;
import io.kdlab.rpc.v1.ExecuteRequest;
import io.kdlab.rpc.v1.FollowRequest;
import io.kdlab.rpc.v1.FrontGrpc;
import io.kdlab.rpc.v1.Happening;
import io.kdlab.rpc.v1.InterruptReply;
import io.kdlab.rpc.v1.InterruptRequest;
import io.kdlab.rpc.v1.ResynchroniseReply;
import io.kdlab.rpc.v1.ResynchroniseRequest;
import io.kdlab.rpc.v1.StatusReply;
import io.kdlab.rpc.v1.StatusRequest;
import io.kdlab.session.EndPolicy;
import java.util.Optional;
import java.util.function.Consumer;

/// A remote front: each call becomes one call of the session's [Front].
final class FrontService extends FrontGrpc.FrontImplBase {
    @Override
    public void follow(FollowRequest request, StreamObserver<Happening> replies) {
        RpcSession session = OpenSessions.CURRENT.get();
        if (!(replies instanceof ServerCallStreamObserver<Happening> stream)) {
            throw new IllegalStateException("gRPC gives servers a ServerCallStreamObserver");
        }
        PacedStream paced = new PacedStream(stream);
        Front front;
        boolean first;
        // The client may call as soon as it hears something, which is before join() returns.
        synchronized (session) {
            front = session.admission().engine().join(session.identity(), session.role(), paced);
            first = session.joined(front, paced);
        }
        if (!first) {
            front.close();
            replies.onError(Status.FAILED_PRECONDITION
                    .withDescription("this session is followed already; open another one")
                    .asRuntimeException());
            return;
        }
        paced.whenGone(front::close);
    }

    @Override
    public void execute(ExecuteRequest request, StreamObserver<ExecuteReply> replies) {
        RpcSession session = OpenSessions.CURRENT.get();
        withFront(replies, front -> {
            var unused = front.execute(request.getLine()).whenComplete((outcome, failure) -> {
                if (failure != null) {
                    replies.onError(Status.INTERNAL
                            .withDescription(String.valueOf(failure.getMessage()))
                            .asRuntimeException());
                } else {
                    answer(
                            replies,
                            reply(outcome).setHappened(session.happened()).build());
                }
            });
        });
    }

    private static ExecuteReply.Builder reply(CommandOutcome outcome) {
        ExecuteReply.Builder reply = ExecuteReply.newBuilder();
        return switch (outcome) {
            case CommandOutcome.Done() -> reply.setOutcome(Outcome.OUTCOME_DONE);
            case CommandOutcome.Failed(String why) ->
                reply.setOutcome(Outcome.OUTCOME_FAILED).setWhy(why);
            case CommandOutcome.Refused(String why) ->
                reply.setOutcome(Outcome.OUTCOME_REFUSED).setWhy(why);
            case CommandOutcome.Quit(var after) ->
                reply.setOutcome(Outcome.OUTCOME_QUIT).setAfter(after(after));
        };
    }

    private static After after(Optional<EndPolicy> policy) {
        return policy.map(said -> said == EndPolicy.RESUME ? After.AFTER_RESUME : After.AFTER_LEAVE_STOPPED)
                .orElse(After.AFTER_UNSPECIFIED);
    }

    @Override
    public void interrupt(InterruptRequest request, StreamObserver<InterruptReply> replies) {
        withFront(
                replies,
                front -> answer(
                        replies,
                        InterruptReply.newBuilder()
                                .setRefused(refusal(front.interrupt()))
                                .build()));
    }

    @Override
    public void answer(AnswerRequest request, StreamObserver<AnswerReply> replies) {
        withFront(
                replies,
                front -> answer(
                        replies,
                        AnswerReply.newBuilder()
                                .setRefused(refusal(front.answer(request.getText())))
                                .build()));
    }

    @Override
    public void resynchronise(ResynchroniseRequest request, StreamObserver<ResynchroniseReply> replies) {
        withFront(
                replies,
                front -> answer(
                        replies,
                        ResynchroniseReply.newBuilder()
                                .setRefused(refusal(front.resynchronise()))
                                .build()));
    }

    @Override
    public void complete(CompleteRequest request, StreamObserver<CompleteReply> replies) {
        withFront(replies, front -> {
            var unused = front.complete(request.getLine(), request.getCursor()).whenComplete((found, failure) -> {
                if (failure != null) {
                    replies.onError(Status.INTERNAL
                            .withDescription(String.valueOf(failure.getMessage()))
                            .asRuntimeException());
                } else {
                    answer(replies, Completions.reply(found));
                }
            });
        });
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusReply> replies) {
        answer(
                replies,
                Happenings.status(
                        OpenSessions.CURRENT.get().admission().engine().status()));
    }

    private static String refusal(CommandOutcome outcome) {
        return switch (outcome) {
            case CommandOutcome.Failed(String why) -> why;
            case CommandOutcome.Refused(String why) -> why;
            case CommandOutcome.Done _, CommandOutcome.Quit _ -> "";
        };
    }

    private static void withFront(StreamObserver<?> replies, Consumer<Front> work) {
        RpcSession session = OpenSessions.CURRENT.get();
        Front front;
        synchronized (session) {
            front = session.front();
        }
        if (front == null) {
            replies.onError(Status.FAILED_PRECONDITION
                    .withDescription("call Front.Follow first: what a command prints comes there")
                    .asRuntimeException());
        } else {
            work.accept(front);
        }
    }

    private static <T> void answer(StreamObserver<T> replies, T reply) {
        replies.onNext(reply);
        replies.onCompleted();
    }
}
