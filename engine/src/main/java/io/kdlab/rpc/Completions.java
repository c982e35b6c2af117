package io.kdlab.rpc;

import io.grpc.stub.StreamObserver;
import io.kdlab.command.Completion;
import io.kdlab.rpc.v1.CompleteReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Completions as the messages of the `.proto`.
final class Completions {
    private Completions() {}

    static CompleteReply reply(Completion found) {
        CompleteReply.Builder reply =
                CompleteReply.newBuilder().setFrom(found.from()).setMore(found.more());
        found.candidates()
                .forEach(one -> reply.addCandidates(CompleteReply.Candidate.newBuilder()
                        .setText(one.text())
                        .setAbout(one.about())
                        .setWhole(one.whole())));
        return reply.build();
    }

    private static Completion completion(CompleteReply reply) {
        List<Completion.Candidate> candidates = reply.getCandidatesList().stream()
                .map(one -> new Completion.Candidate(one.getText(), one.getAbout(), one.getWhole()))
                .toList();
        return new Completion(reply.getFrom(), candidates, reply.getMore());
    }

    /// The one answer. A call that fails offers nothing: nobody is interrupted in typing by that.
    record Awaited(CompletableFuture<Completion> found, int cursor) implements StreamObserver<CompleteReply> {
        @Override
        public void onNext(CompleteReply reply) {
            found.complete(completion(reply));
        }

        @Override
        public void onError(Throwable cause) {
            nothing();
        }

        @Override
        public void onCompleted() {
            nothing();
        }

        private void nothing() {
            found.complete(new Completion(cursor, List.of(), false));
        }
    }
}
