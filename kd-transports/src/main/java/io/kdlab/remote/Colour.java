package io.kdlab.remote;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The colours of remote.exe, as terminals know them (ECMA-48 and the bright ones of aixterm).
public enum Colour {
    BLACK(30),
    RED(31),
    GREEN(32),
    YELLOW(33),
    BLUE(34),
    PURPLE(35),
    CYAN(36),
    WHITE(37),
    LBLACK(90),
    LRED(91),
    LGREEN(92),
    LYELLOW(93),
    LBLUE(94),
    LPURPLE(95),
    LCYAN(96),
    LWHITE(97);

    private final int code;

    Colour(int code) {
        this.code = code;
    }

    /// By name, in any case of letters.
    public static Colour named(String name) throws RemoteException {
        for (Colour colour : values()) {
            if (colour.name().equalsIgnoreCase(name.strip())) {
                return colour;
            }
        }
        throw new RemoteException("\"" + name + "\" is no colour; known: "
                + Arrays.stream(values())
                        .map(colour -> colour.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /// What makes the text behind it so.
    String asText() {
        return "\u001b[" + code + "m";
    }

    /// What makes the ground behind it so.
    String asGround() {
        return "\u001b[" + (code + 10) + "m";
    }
}
