package io.kdlab.symbol;

import io.kdlab.value.Bytes;

/// A source file that an image was made from.
///
/// @param path as the compiler wrote it
/// @param checksum of the file's bytes when it was compiled; empty for [Checksum#NONE]
public record SourceFile(String path, Checksum kind, Bytes checksum) {
    /// How the checksum was made.
    public enum Checksum {
        NONE(""),
        MD5("MD5"),
        SHA1("SHA-1"),
        SHA256("SHA-256");

        private final String algorithm;

        Checksum(String algorithm) {
            this.algorithm = algorithm;
        }

        /// Its name in Java's security library; empty for none.
        public String algorithm() {
            return algorithm;
        }

        /// By CodeView's number; those that nobody documented are none.
        static Checksum of(int number) {
            return number > 0 && number < values().length ? values()[number] : NONE;
        }
    }

    /// Whether `name` means this file: the whole path, or its last components, `\` and `/` and both cases alike.
    public boolean isCalled(String name) {
        String own = path.replace('\\', '/');
        String wanted = name.replace('\\', '/');
        int rest = own.length() - wanted.length();
        return !wanted.isEmpty()
                && rest >= 0
                && own.regionMatches(true, rest, wanted, 0, wanted.length())
                && (rest == 0 || wanted.charAt(0) == '/' || own.charAt(rest - 1) == '/');
    }
}
