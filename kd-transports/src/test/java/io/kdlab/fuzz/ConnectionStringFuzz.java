package io.kdlab.fuzz;

import io.kdlab.address.AddressException;
import io.kdlab.address.LinkAddress;
import io.kdlab.address.Secrets;
import io.kdlab.endpoint.EndpointAddress;
import java.nio.charset.StandardCharsets;

/// Any text as a connection string: an address that prints back to itself, or one line that says why not.
public final class ConnectionStringFuzz {
    private ConnectionStringFuzz() {}

    /// The text, in UTF-8.
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            LinkAddress address = LinkAddress.parse(text);
            String printed = address.withSecrets();
            String again = LinkAddress.parse(printed).withSecrets();
            if (!again.equals(printed)) {
                throw new AssertionError(text + " prints as " + printed + ", which prints as " + again);
            }
            // What follows replay: is a path, in which key= is no key.
            if (!printed.contains("replay:") && !Secrets.hide(address.text()).equals(address.text())) {
                throw new AssertionError("a secret shows in " + address.text());
            }
        } catch (AddressException e) {
            oneLine(e, text);
        }
        try {
            EndpointAddress address = EndpointAddress.parse(text);
            if (address.toString().isEmpty()) {
                throw new AssertionError("an address without a text: " + text);
            }
        } catch (AddressException e) {
            oneLine(e, text);
        }
    }

    private static void oneLine(AddressException e, String text) {
        String told = String.valueOf(e.getMessage());
        if (e.column() < 1 || e.column() > text.length() + 1) {
            throw new AssertionError("column " + e.column() + " of " + text + ": " + told);
        }
        if (told.lines().count() > text.lines().count() + 1) {
            throw new AssertionError("more than one line: " + told);
        }
    }
}
