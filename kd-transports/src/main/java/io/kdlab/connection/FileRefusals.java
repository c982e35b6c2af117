package io.kdlab.connection;

import io.kdlab.link.Outgoing;
import io.kdlab.message.FileIo;
import io.kdlab.message.KdMessage;
import io.kdlab.transport.LinkTap;
import io.kdlab.value.NtStatus;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/// Tells a target that asks for files that there are none. It stands still until it is told.
final class FileRefusals {
    private static final NtStatus NO_SUCH_FILE = new NtStatus(0xC000000F);

    private final LinkNews news;
    private final TargetMachine machine;
    private final Runnable lost;
    private @Nullable FileIo answering;

    /// @param lost what to do when nobody acknowledges a refusal: after that no ids are agreed on
    FileRefusals(LinkNews news, TargetMachine machine, Runnable lost) {
        this.news = news;
        this.machine = machine;
        this.lost = lost;
    }

    /// Refuses `request`. One that comes again while its answer is on its way is served by that answer: a second would
    /// meet a target that runs.
    void refuse(FileIo request, @Nullable ChannelHandlerContext ctx) {
        if (ctx == null || request.equals(answering)) {
            return;
        }
        if (!request.name().isEmpty()) {
            news.note(LinkTap.Kind.FILE, "refused: " + request.name(), "box");
            news.publish(new LinkNotice.FileIoRefused(request.name(), news.now()));
        }
        answering = request;
        KdMessage refusal = request.refuse(NO_SUCH_FILE);
        ctx.write(Outgoing.of(refusal.packetType(), machine.write(refusal))).addListener(sent -> {
            if (answering == request) {
                answering = null;
            }
            if (!sent.isSuccess()) {
                lost.run();
            }
        });
    }
}
