package io.kdlab.lab.resource;

import io.dropwizard.auth.Auth;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.lease.LeaseBook;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.util.component.LifeCycle;

/// The changes of leases as they happen, as server-sent events.
@Path("/v1/events")
public final class EventResource implements LifeCycle.Listener {
    private static final int MOST_STREAMS = 200;

    private final LeaseBook leases;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    public EventResource(LeaseBook leases) {
        this.leases = leases;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(UserRole.USER_NAME)
    public void events(@Auth User user, @Context SseEventSink sink, @Context Sse sse) {
        if (streams.size() >= MOST_STREAMS) {
            throw new ServiceUnavailableException(5L);
        }
        var stream = new EventStream(leases, sink, sse);
        streams.add(stream);
        Thread.ofVirtual().name("lab-events-" + user.name()).start(() -> {
            try {
                stream.run();
            } finally {
                streams.remove(stream);
            }
        });
    }

    /// Open streams would keep the server from stopping until its grace period is over.
    @Override
    public void lifeCycleStopping(LifeCycle server) {
        streams.forEach(EventStream::close);
    }
}
