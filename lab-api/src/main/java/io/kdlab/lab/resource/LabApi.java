package io.kdlab.lab.resource;

import com.fasterxml.jackson.databind.SerializationFeature;
import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.auth.Authorizer;
import io.dropwizard.auth.oauth.OAuthCredentialAuthFilter;
import io.dropwizard.core.setup.Environment;
import io.kdlab.lab.TargetStatusSource;
import io.kdlab.lab.Targets;
import io.kdlab.lab.User;
import io.kdlab.lab.UserRole;
import io.kdlab.lab.error.BadJsonMapper;
import io.kdlab.lab.error.HttpErrorMapper;
import io.kdlab.lab.error.IncidentMapper;
import io.kdlab.lab.error.LabExceptionMapper;
import io.kdlab.lab.error.NoTokenHandler;
import io.kdlab.lab.lease.LeaseBook;
import io.kdlab.lab.store.TokenBook;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.util.component.LifeCycle;
import org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature;

/// The lab API as one piece: what the composition root registers.
///
/// @param targets what is served
/// @param status how the targets are doing
/// @param leases restored already
/// @param tokens who may come in
/// @param fronts the remoting connection strings by which a debugger front attaches
public record LabApi(
        Targets targets,
        TargetStatusSource status,
        LeaseBook leases,
        TokenBook tokens,
        Supplier<List<String>> fronts,
        Clock clock) {
    /// Puts the API under `/api/`.
    ///
    /// The token is asked for by a filter in front of every resource, whoever registered it and whatever its
    /// annotations: forgetting an annotation can refuse somebody, and never let somebody in.
    public void register(Environment environment) {
        environment.getObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        var jersey = environment.jersey();
        jersey.setUrlPattern("/api/*");
        jersey.register(new OAuthCredentialAuthFilter.Builder<User>()
                .setAuthenticator(tokens::whois)
                .setAuthorizer((Authorizer<User>) (user, role, _) -> user.role().covers(UserRole.valueOf(role)))
                .setUnauthorizedHandler(new NoTokenHandler())
                .setRealm("kdlab")
                .setPrefix("Bearer")
                .buildAuthFilter());
        jersey.register(RolesAllowedDynamicFeature.class);
        jersey.register(new AuthValueFactoryProvider.Binder<>(User.class));
        jersey.register(new BodyLimit());
        jersey.register(new LabExceptionMapper());
        jersey.register(new BadJsonMapper.Syntax());
        jersey.register(new BadJsonMapper.Shape());
        jersey.register(new HttpErrorMapper());
        jersey.register(new IncidentMapper.BadState());
        jersey.register(new IncidentMapper.Any());
        for (var resource : resources()) {
            jersey.register(resource);
            if (resource instanceof LifeCycle.Listener listener) {
                environment.lifecycle().addEventListener(listener);
            }
        }
    }

    List<Object> resources() {
        return List.of(
                new TargetResource(targets, status, leases),
                new LeaseResource(targets, leases),
                new HistoryResource(leases),
                new MeResource(leases),
                new EventResource(leases),
                new FrontResource(fronts),
                new UserResource(tokens, clock));
    }
}
