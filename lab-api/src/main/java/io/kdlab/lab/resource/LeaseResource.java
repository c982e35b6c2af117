package io.kdlab.lab.resource;

import io.dropwizard.auth.Auth;
import io.kdlab.lab.AfterLease;
import io.kdlab.lab.DurationText;
import io.kdlab.lab.LabException;
import io.kdlab.lab.Required;
import io.kdlab.lab.Targets;
import io.kdlab.lab.Text;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.v1.ExtendRequest;
import io.kdlab.lab.v1.KickRequest;
import io.kdlab.lab.v1.LeaseInfo;
import io.kdlab.lab.v1.PastLeaseInfo;
import io.kdlab.lab.v1.TakeRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// Taking a target, giving it back, and what lies between.
@Path("/v1/targets/{name}/lease")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class LeaseResource {
    private final Targets targets;
    private final LeaseBook leases;

    public LeaseResource(Targets targets, LeaseBook leases) {
        this.targets = targets;
        this.leases = leases;
    }

    @GET
    @RolesAllowed(UserRole.USER_NAME)
    public LeaseInfo lease(@Auth User user, @PathParam("name") String name) {
        var target = targets.named(name).name();
        return LeaseInfo.of(
                leases.holder(target).orElseThrow(() -> new LabException.NotFound(target + " is held by nobody")));
    }

    @POST
    @RolesAllowed(UserRole.USER_NAME)
    public LeaseInfo take(@Auth User user, @PathParam("name") String name, @Nullable TakeRequest request) {
        var wanted = Required.body(request, TakeRequest.EXAMPLE);
        return LeaseInfo.of(leases.take(name, user, DurationText.parse(wanted.duration()), wanted.why()));
    }

    @DELETE
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(UserRole.USER_NAME)
    public PastLeaseInfo give(
            @Auth User user,
            @PathParam("name") String name,
            @QueryParam("leaveStopped") @Nullable String leaveStopped) {
        return PastLeaseInfo.of(leases.give(name, user, after(leaveStopped)));
    }

    @POST
    @Path("/extend")
    @RolesAllowed(UserRole.USER_NAME)
    public LeaseInfo extend(@Auth User user, @PathParam("name") String name, @Nullable ExtendRequest request) {
        var wanted = Required.body(request, ExtendRequest.EXAMPLE);
        return LeaseInfo.of(leases.extend(name, user, DurationText.parse(wanted.duration())));
    }

    @POST
    @Path("/kick")
    @RolesAllowed(UserRole.ADMIN_NAME)
    public PastLeaseInfo kick(@Auth User user, @PathParam("name") String name, @Nullable KickRequest request) {
        return PastLeaseInfo.of(leases.kick(
                name, user, Required.body(request, KickRequest.EXAMPLE).why()));
    }

    private static AfterLease after(@Nullable String leaveStopped) {
        return switch (leaveStopped) {
            case null -> AfterLease.AS_CONFIGURED;
            case "true", "" -> AfterLease.LEAVE_STOPPED;
            case "false" -> AfterLease.RESUME;
            default ->
                throw new LabException.BadValue(
                        "leaveStopped=%s is not understood: true or false".formatted(Text.oneLine(leaveStopped, 40)));
        };
    }
}
