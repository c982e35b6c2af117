package io.kdlab.transport;

import io.kdlab.address.LinkAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The transports of this program, by scheme.
public final class Transports {
    private static final Map<String, TransportProvider> PROVIDERS = load();

    private Transports() {}

    /// The provider of an address's transport.
    public static TransportProvider of(LinkAddress address) throws TransportException {
        TransportProvider provider = PROVIDERS.get(address.transport());
        if (provider == null) {
            throw new TransportException("%s: no transport \"%s\" in this program; there are: %s"
                    .formatted(address.text(), address.transport(), String.join(", ", PROVIDERS.keySet())));
        }
        return provider;
    }

    /// Opens an address with whatever provider it needs.
    public static Channel open(LinkAddress address, ChannelHandler stages)
            throws TransportException, InterruptedException {
        return of(address).open(address, stages);
    }

    private static Map<String, TransportProvider> load() {
        Map<String, TransportProvider> found = new TreeMap<>();
        for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
            found.put(provider.scheme(), provider);
        }
        return Map.copyOf(found);
    }
}
