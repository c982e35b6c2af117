package io.kdlab.replay;

import io.kdlab.address.LinkAddress;
import io.kdlab.capture.Recording;
import io.kdlab.connection.KdPipeline;
import io.kdlab.link.LinkCounters;
import io.kdlab.link.LinkDialect;
import io.kdlab.link.LinkPace;
import io.kdlab.transport.TransportCapabilities;
import io.kdlab.transport.TransportException;
import io.kdlab.transport.TransportProvider;
import io.kdlab.transport.device.LocalPair;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// `replay:FILE`: a recorded session as a target, from its beginning at every opening. Read into memory whole.
public final class ReplayTransport implements TransportProvider {
    @Override
    public String scheme() {
        return "replay";
    }

    @Override
    public TransportCapabilities capabilities(LinkAddress address) {
        return TransportCapabilities.stream(false, 0);
    }

    @Override
    public Channel open(LinkAddress address, ChannelHandler stages) throws TransportException, InterruptedException {
        RecordedSession session = read(address, ((LinkAddress.Replay) address).file());
        return LocalPair.join(
                KdPipeline.target(LinkDialect.SERIAL, LinkPace.TARGET, new LinkCounters(), new ReplayKernel(session)),
                stages);
    }

    private static RecordedSession read(LinkAddress address, String file) throws TransportException {
        RecordedSession session;
        try {
            session = RecordedSession.of(Recording.read(Path.of(file)));
        } catch (NoSuchFileException e) {
            throw new TransportException(address.text() + ": there is no such file", e);
        } catch (IOException e) {
            throw new TransportException(address.text() + ": " + e.getMessage(), e);
        }
        if (session.moments().isEmpty()) {
            throw new TransportException(address.text() + ": no target says anything in this recording");
        }
        return session;
    }
}
