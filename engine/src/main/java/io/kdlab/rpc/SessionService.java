package io.kdlab.rpc;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.kdlab.engine.FrontIdentity;
import io.kdlab.rpc.v1.Challenge;
import io.kdlab.rpc.v1.Closing;
import io.kdlab.rpc.v1.Hello;
import io.kdlab.rpc.v1.OpenReply;
import io.kdlab.rpc.v1.OpenRequest;
import io.kdlab.rpc.v1.Opened;
import io.kdlab.rpc.v1.Proof;
import io.kdlab.rpc.v1.SessionGrpc;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `Session.Open`: hello, challenge, proof, opened. One instance serves all callers; one [Opening] each.
final class SessionService extends SessionGrpc.SessionImplBase {
    /// What this server can do beyond the first release; clients ask by name, never by version.
    static final List<String> CAPABILITIES = List.of("front.v1");

    private static final Logger LOG = LoggerFactory.getLogger(SessionService.class);
    private static final Duration WRONG_SECRET_COSTS = Duration.ofSeconds(1);

    private final House house;
    private final OpenSessions sessions;
    private final String version;
    private final SecureRandom random = new SecureRandom();

    SessionService(House house, OpenSessions sessions, String version) {
        this.house = house;
        this.sessions = sessions;
        this.version = version;
    }

    @Override
    public StreamObserver<OpenRequest> open(StreamObserver<OpenReply> replies) {
        return new Opening(replies, OpenSessions.CURRENT_CONNECTION.get());
    }

    private final class Opening implements StreamObserver<OpenRequest> {
        private final StreamObserver<OpenReply> replies;
        private final String connection;
        private final ByteString serverNonce;
        private @Nullable Hello hello;
        private @Nullable String session;
        private boolean over;

        Opening(StreamObserver<OpenReply> replies, String connection) {
            this.replies = replies;
            this.connection = connection;
            byte[] nonce = new byte[OpenProof.NONCE_LENGTH];
            random.nextBytes(nonce);
            this.serverNonce = ByteString.copyFrom(nonce);
        }

        @Override
        public synchronized void onNext(OpenRequest request) {
            if (over) {
                return;
            }
            Hello first = hello;
            switch (request.getStepCase()) {
                case HELLO -> {
                    if (first != null) {
                        refuse(Status.FAILED_PRECONDITION, "Hello was sent twice");
                    } else if (request.getHello().getClientNonce().size() != OpenProof.NONCE_LENGTH) {
                        refuse(
                                Status.INVALID_ARGUMENT,
                                "client_nonce must be " + OpenProof.NONCE_LENGTH + " random bytes");
                    } else {
                        hello = request.getHello();
                        replies.onNext(OpenReply.newBuilder()
                                .setChallenge(Challenge.newBuilder()
                                        .setServerNonce(serverNonce)
                                        .addAllCapabilities(CAPABILITIES)
                                        .setVersion(version))
                                .build());
                    }
                }
                case PROOF -> {
                    if (first == null) {
                        refuse(Status.FAILED_PRECONDITION, "Hello comes before Proof");
                    } else if (session == null) {
                        prove(first, request.getProof());
                    }
                }
                case STEP_NOT_SET -> refuse(Status.INVALID_ARGUMENT, "the first message of Session.Open is Hello");
            }
        }

        private void prove(Hello asked, Proof proof) {
            Optional<House.Caller> caller = switch (proof.getMethod()) {
                case METHOD_TOKEN -> house.callerByToken(proof.getKeyId());
                case METHOD_COOKIE -> house.callerByCookie(proof.getKeyId());
                case METHOD_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
            };
            boolean proved = caller.isPresent()
                    && OpenProof.matches(
                            OpenProof.proof(
                                    caller.get().key().toByteArray(),
                                    serverNonce,
                                    asked.getClientNonce(),
                                    asked.getTarget()),
                            proof.getProof());
            if (!proved) {
                LOG.warn(
                        "a session was refused: wrong or unknown secret target={} machine={}",
                        asked.getTarget(),
                        asked.getMachine());
                over = true;
                CompletableFuture.delayedExecutor(WRONG_SECRET_COSTS.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> replies.onError(Status.UNAUTHENTICATED
                                .withDescription("the token is not known here; run: kdlab login URL")
                                .asRuntimeException()));
                return;
            }
            admit(asked, caller.get());
        }

        private void admit(Hello asked, House.Caller caller) {
            House.Admission admission;
            try {
                admission = house.admit(caller.user(), asked.getTarget(), SessionGuard.fromWire(asked.getWish()));
            } catch (House.Refused e) {
                refuse(Status.PERMISSION_DENIED, String.valueOf(e.getMessage()));
                return;
            }
            String id = sessions.freshId();
            session = id;
            FrontIdentity identity = new FrontIdentity(caller.user(), machine(asked), "grpc");
            sessions.add(new RpcSession(id, connection, identity, admission, this::tellEnd));
            replies.onNext(OpenReply.newBuilder()
                    .setOpened(Opened.newBuilder()
                            .setSession(id)
                            .setRole(SessionGuard.toWire(admission.role()))
                            .setUser(caller.user())
                            .setTarget(asked.getTarget())
                            .setNote(admission.note()))
                    .build());
        }

        /// A name for people, from a stranger: short, and nothing that moves a cursor.
        private String machine(Hello asked) {
            String name = asked.getMachine().replaceAll("[^\\p{Alnum}._-]", "?");
            return name.isEmpty() ? "unknown" : name.substring(0, Math.min(64, name.length()));
        }

        private synchronized void tellEnd(String why) {
            if (!over) {
                over = true;
                replies.onNext(OpenReply.newBuilder()
                        .setClosing(Closing.newBuilder().setReason(why))
                        .build());
                replies.onCompleted();
            }
        }

        private void refuse(Status status, String why) {
            over = true;
            replies.onError(status.withDescription(why).asRuntimeException());
        }

        @Override
        public void onError(Throwable cause) {
            leave();
        }

        @Override
        public void onCompleted() {
            leave();
        }

        private void leave() {
            String id;
            synchronized (this) {
                over = true;
                id = session;
            }
            if (id != null) {
                sessions.end(id, "left");
            }
        }
    }
}
