package io.kdlab.lab.client;

import io.kdlab.lab.LabException;
import io.kdlab.lab.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a lab's API is, and which certificate proves it.
///
/// @param pin needed for `https`; `http` goes to this machine only, because the token travels with every request
public record LabAddress(URI url, @Nullable Fingerprint pin) {
    private static final Pattern HERE = Pattern.compile("localhost|\\[::1]|127(\\.\\d{1,3}){3}");

    public LabAddress {
        var scheme = url.getScheme();
        var host = url.getHost();
        if (host == null || scheme == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new LabException.BadValue("\"%s\" is no address of a lab: write it like https://box.example:8443"
                    .formatted(Text.oneLine(url.toString(), 120)));
        }
        if (scheme.equals("http") && !HERE.matcher(host).matches()) {
            throw new LabException.BadValue("http would send your token in the clear to %s: use https".formatted(host));
        }
    }

    /// Reads an address as it is typed; what follows the port is dropped.
    public static LabAddress parse(String url, @Nullable Fingerprint pin) {
        try {
            var typed = new URI(url.strip());
            if (typed.getHost() == null) {
                return new LabAddress(typed, pin);
            }
            return new LabAddress(
                    new URI(typed.getScheme(), null, typed.getHost(), typed.getPort(), null, null, null), pin);
        } catch (URISyntaxException e) {
            throw new LabException.BadValue("\"%s\" is no address of a lab: %s at character %d"
                    .formatted(Text.oneLine(url, 120), e.getReason(), e.getIndex() + 1));
        }
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
