package io.kdlab.lab.resource;

import io.dropwizard.auth.Auth;
import io.kdlab.lab.Required;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.store.TokenBook;
import io.kdlab.lab.v1.NewToken;
import io.kdlab.lab.v1.NewUser;
import io.kdlab.lab.v1.TokenEntry;
import io.kdlab.lab.v1.TokenIssued;
import io.kdlab.lab.v1.UserInfo;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The users of the lab and their tokens; for admins.
@Path("/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class UserResource {
    private final TokenBook tokens;
    private final Clock clock;

    public UserResource(TokenBook tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @GET
    @RolesAllowed(UserRole.ADMIN_NAME)
    public List<UserInfo> users(@Auth User admin) {
        return tokens.users().stream().map(UserInfo::of).toList();
    }

    @POST
    @RolesAllowed(UserRole.ADMIN_NAME)
    public UserInfo addUser(@Auth User admin, @Nullable NewUser user) {
        var wanted = Required.body(user, NewUser.EXAMPLE);
        return UserInfo.of(tokens.addUser(wanted.name(), wanted.userRole(), clock));
    }

    @GET
    @Path("/{user}/tokens")
    @RolesAllowed(UserRole.ADMIN_NAME)
    public List<TokenEntry> tokens(@Auth User admin, @PathParam("user") String user) {
        return tokens.tokens(user).stream().map(TokenEntry::of).toList();
    }

    @POST
    @Path("/{user}/tokens")
    @RolesAllowed(UserRole.ADMIN_NAME)
    public TokenIssued issueToken(@Auth User admin, @PathParam("user") String user, @Nullable NewToken token) {
        var wanted = Required.body(token, NewToken.EXAMPLE);
        return TokenIssued.of(tokens.issue(user, wanted.label(), clock));
    }

    @DELETE
    @Path("/{user}/tokens/{id}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(UserRole.ADMIN_NAME)
    public void revokeToken(@Auth User admin, @PathParam("user") String user, @PathParam("id") String id) {
        tokens.revoke(user, id, clock);
    }
}
