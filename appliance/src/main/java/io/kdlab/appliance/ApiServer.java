package io.kdlab.appliance;

import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.HttpsConnectorFactory;
import io.dropwizard.lifecycle.Managed;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.kdlab.appliance.command.Failure;
import io.kdlab.endpoint.TlsIdentity;
import io.kdlab.lab.resource.LabApi;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// The lab API on HTTPS: Dropwizard, put together in code because the box decides about certificate and ports.
///
/// There is no admin connector: Dropwizard's has no authentication, and nothing here listens without.
final class ApiServer implements Managed {
    private final Server server;

    ApiServer(String listen, TlsIdentity identity, LabApi api) {
        int colon = listen.lastIndexOf(':');
        HttpsConnectorFactory https = new HttpsConnectorFactory();
        https.setBindHost(listen.substring(0, colon));
        https.setPort(Integer.parseInt(listen.substring(colon + 1)));
        https.setKeyStorePath(identity.file().toString());
        https.setKeyStorePassword(identity.password());
        https.setKeyStoreType("PKCS12");
        https.setCertAlias(null);
        // Clients pin the certificate and often come by address, which carries no name to check.
        https.setDisableSniHostCheck(true);
        DefaultServerFactory factory = new DefaultServerFactory();
        factory.setApplicationConnectors(List.of(https));
        factory.setAdminConnectors(List.of());
        factory.setRequestLogFactory(silent());
        factory.setRegisterDefaultExceptionMappers(false);
        factory.setEnableVirtualThreads(true);
        Environment environment = new Environment("kdlab");
        api.register(environment);
        server = factory.build(environment);
    }

    /// Tokens travel in headers, not in URLs, but names of targets do; the journal already says who did what.
    private static LogbackAccessRequestLogFactory silent() {
        LogbackAccessRequestLogFactory log = new LogbackAccessRequestLogFactory();
        log.setAppenders(List.of());
        return log;
    }

    @Override
    public void start() throws Exception {
        try {
            server.start();
        } catch (java.io.IOException e) {
            server.stop();
            throw new Failure("the lab API cannot listen: " + e.getMessage(), e);
        }
    }

    /// The port that was really taken.
    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
