package io.kdlab.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.kdlab.command.Completion;
import io.kdlab.engine.CommandOutcome;
import io.kdlab.engine.EngineOutput;
import io.kdlab.engine.Front;
import io.kdlab.engine.FrontIdentity;
import io.kdlab.engine.FrontSink;
import io.kdlab.rpc.v1.AnswerRequest;
import io.kdlab.rpc.v1.CompleteRequest;
import io.kdlab.rpc.v1.ExecuteReply.After;
import io.kdlab.rpc.v1.ExecuteRequest;
import io.kdlab.rpc.v1.FollowRequest;
import io.kdlab.rpc.v1.FrontGrpc;
import io.kdlab.rpc.v1.Happening;
import io.kdlab.rpc.v1.Hello;
import io.kdlab.rpc.v1.InterruptRequest;
import io.kdlab.rpc.v1.OpenReply;
import io.kdlab.rpc.v1.OpenRequest;
import io.kdlab.rpc.v1.Opened;
import io.kdlab.rpc.v1.Proof;
import io.kdlab.rpc.v1.ResynchroniseRequest;
import io.kdlab.rpc.v1.SessionGrpc;
import io.kdlab.session.EndPolicy;
import io.kdlab.session.Role;
import io.netty.channel.Channel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// The Java client of a session: a front at the far end of a stream.
///
/// Open it, [#follow] it, then give commands. Calls may come from any thread.
public final class RemoteFront implements Front {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    private final StreamChannel channel;
    private final Opened opened;
    private final StreamObserver<OpenRequest> presence;
    private final Metadata session = new Metadata();
    private final CompletableFuture<String> ended;
    private final FollowProgress progress = new FollowProgress();
    private final FrontIdentity identity;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RemoteFront(
            StreamChannel channel,
            Opened opened,
            StreamObserver<OpenRequest> presence,
            CompletableFuture<String> ended,
            FrontIdentity identity) {
        this.channel = channel;
        this.opened = opened;
        this.presence = presence;
        this.ended = ended;
        this.identity = identity;
        session.put(OpenSessions.SESSION, opened.getSession());
    }

    /// Opens a session over a stream, proving knowledge of a token.
    ///
    /// @param limit how long the whole opening may take
    /// @throws RemoteException with the server's own line when it refuses, or what went wrong on the way
    public static RemoteFront open(
            Channel stream,
            String target,
            Role wish,
            Proof.Method method,
            String secret,
            String machine,
            Duration limit)
            throws RemoteException {
        StreamChannel channel = StreamChannel.over(stream);
        byte[] nonce = new byte[OpenProof.NONCE_LENGTH];
        new SecureRandom().nextBytes(nonce);
        ByteString clientNonce = ByteString.copyFrom(nonce);
        byte[] key = OpenProof.key(secret);
        CompletableFuture<Opened> opened = new CompletableFuture<>();
        CompletableFuture<String> ended = new CompletableFuture<>();
        CompletableFuture<StreamObserver<OpenRequest>> requests = new CompletableFuture<>();
        StreamObserver<OpenRequest> presence = SessionGrpc.newStub(channel.grpc())
                .open(new StreamObserver<>() {
                    @Override
                    public void onNext(OpenReply reply) {
                        switch (reply.getStepCase()) {
                            case CHALLENGE -> {
                                Proof proof = Proof.newBuilder()
                                        .setMethod(method)
                                        .setKeyId(OpenProof.keyId(key))
                                        .setProof(OpenProof.proof(
                                                key, reply.getChallenge().getServerNonce(), clientNonce, target))
                                        .build();
                                requests.join()
                                        .onNext(OpenRequest.newBuilder()
                                                .setProof(proof)
                                                .build());
                            }
                            case OPENED -> opened.complete(reply.getOpened());
                            case CLOSING -> ended.complete(reply.getClosing().getReason());
                            case STEP_NOT_SET ->
                                ended.complete("the server speaks a newer protocol; update kdlab here");
                        }
                    }

                    @Override
                    public void onError(Throwable cause) {
                        opened.completeExceptionally(cause);
                        ended.complete(RemoteException.line(cause));
                    }

                    @Override
                    public void onCompleted() {
                        opened.completeExceptionally(new RemoteException("the server ended the session", null));
                        ended.complete("the server ended the session");
                    }
                });
        requests.complete(presence);
        presence.onNext(OpenRequest.newBuilder()
                .setHello(Hello.newBuilder()
                        .addAllCapabilities(SessionService.CAPABILITIES)
                        .setTarget(target)
                        .setWish(SessionGuard.toWire(wish))
                        .setClientNonce(clientNonce)
                        .setMachine(machine))
                .build());
        try {
            Opened granted = opened.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            FrontIdentity identity = new FrontIdentity(granted.getUser(), machine, "grpc");
            return new RemoteFront(channel, granted, presence, ended, identity);
        } catch (ExecutionException e) {
            channel.close();
            throw new RemoteException(RemoteException.line(e.getCause()), e);
        } catch (TimeoutException e) {
            channel.close();
            throw new RemoteException("the server did not open a session within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while opening a session", e);
        }
    }

    @Override
    public Role role() {
        return SessionGuard.fromWire(opened.getRole());
    }

    @Override
    public FrontIdentity identity() {
        return identity;
    }

    /// Why the role is less than the wish, or empty.
    public String note() {
        return opened.getNote();
    }

    /// Starts hearing what happens, history first, and returns when the first of it was heard: from then on the server
    /// takes commands.
    /// The last thing heard is [EngineOutput.Ended].
    public void follow(FrontSink sink) {
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        FrontGrpc.newStub(channel.grpc())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(session))
                .follow(FollowRequest.getDefaultInstance(), new StreamObserver<>() {
                    @Override
                    public void onNext(Happening what) {
                        heard.complete(true);
                        EngineOutput output = Happenings.output(what);
                        // Why it ended is told once, when the stream is over.
                        if (output instanceof EngineOutput.Ended(String why)) {
                            ended.complete(why);
                        } else if (output != null) {
                            sink.accept(output);
                        }
                        progress.heardOne();
                    }

                    @Override
                    public void onError(Throwable cause) {
                        progress.end();
                        heard.complete(false);
                        sink.accept(new EngineOutput.Ended(ended.getNow(RemoteException.line(cause))));
                    }

                    @Override
                    public void onCompleted() {
                        progress.end();
                        heard.complete(false);
                        sink.accept(new EngineOutput.Ended(ended.getNow("the session ended")));
                    }
                });
        // A server that says nothing is not waited for: its silence shows in the first command.
        var unused = heard.completeOnTimeout(false, CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public CompletionStage<CommandOutcome> execute(String line) {
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        AtomicLong happened = new AtomicLong();
        // No deadline: `g` is over at the next stop. The end of the session ends it.
        stub().execute(ExecuteRequest.newBuilder().setLine(line).build(), new Single<>(outcome, reply -> {
            happened.set(reply.getHappened());
            return switch (reply.getOutcome()) {
                case OUTCOME_FAILED -> new CommandOutcome.Failed(reply.getWhy());
                case OUTCOME_REFUSED -> new CommandOutcome.Refused(reply.getWhy());
                case OUTCOME_QUIT -> new CommandOutcome.Quit(policy(reply.getAfter()));
                case OUTCOME_DONE, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> new CommandOutcome.Done();
            };
        }));
        // Output and answer come on two streams: all that the command printed is heard before its outcome.
        return outcome.thenCompose(done -> progress.upTo(happened.get())
                .completeOnTimeout(false, CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(_ -> done));
    }

    private static Optional<EndPolicy> policy(After after) {
        return switch (after) {
            case AFTER_RESUME -> Optional.of(EndPolicy.RESUME);
            case AFTER_LEAVE_STOPPED -> Optional.of(EndPolicy.LEAVE_STOPPED);
            case AFTER_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /// CTRL+C. Limit 10 s.
    @Override
    public CommandOutcome interrupt() {
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        limited()
                .interrupt(
                        InterruptRequest.getDefaultInstance(),
                        new Single<>(outcome, reply -> refused(reply.getRefused())));
        return outcome.join();
    }

    /// Answers the target's question. Limit 10 s.
    @Override
    public CommandOutcome answer(String text) {
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        limited()
                .answer(
                        AnswerRequest.newBuilder().setText(text).build(),
                        new Single<>(outcome, reply -> refused(reply.getRefused())));
        return outcome.join();
    }

    /// Limit 10 s.
    @Override
    public CommandOutcome resynchronise() {
        CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
        limited()
                .resynchronise(
                        ResynchroniseRequest.getDefaultInstance(),
                        new Single<>(outcome, reply -> refused(reply.getRefused())));
        return outcome.join();
    }

    /// Limit 10 s; a server that is too old to know offers nothing.
    @Override
    public CompletionStage<Completion> complete(String line, int cursor) {
        CompletableFuture<Completion> found = new CompletableFuture<>();
        limited()
                .complete(
                        CompleteRequest.newBuilder()
                                .setLine(line)
                                .setCursor(cursor)
                                .build(),
                        new Completions.Awaited(found, cursor));
        return found;
    }

    private static CommandOutcome refused(String why) {
        return why.isEmpty() ? new CommandOutcome.Done() : new CommandOutcome.Refused(why);
    }

    private FrontGrpc.FrontStub stub() {
        return FrontGrpc.newStub(channel.grpc()).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(session));
    }

    private FrontGrpc.FrontStub limited() {
        return stub().withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// One answer as an outcome; a failed call is a failed command with the server's line.
    private record Single<R>(CompletableFuture<CommandOutcome> outcome, Function<R, CommandOutcome> meaning)
            implements StreamObserver<R> {
        @Override
        public void onNext(R reply) {
            outcome.complete(meaning.apply(reply));
        }

        @Override
        public void onError(Throwable cause) {
            outcome.complete(
                    cause instanceof StatusRuntimeException e
                                    && e.getStatus().getCode() == Status.Code.PERMISSION_DENIED
                            ? new CommandOutcome.Refused(RemoteException.line(cause))
                            : new CommandOutcome.Failed(RemoteException.line(cause)));
        }

        @Override
        public void onCompleted() {
            outcome.complete(new CommandOutcome.Failed("the server gave no answer"));
        }
    }

    /// Leaves; the session stays as it is.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            presence.onCompleted();
            channel.close();
        }
    }
}
