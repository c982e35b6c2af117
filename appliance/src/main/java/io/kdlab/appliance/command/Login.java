package io.kdlab.appliance.command;

import io.kdlab.lab.client.Fingerprint;
import io.kdlab.lab.client.LabAddress;
import io.kdlab.lab.client.LabClient;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/// Who this user is at which lab: URL, token and the pinned fingerprint of the box's certificate.
///
/// Kept in `login` under `$KDLAB_HOME`, else `$XDG_CONFIG_HOME/kdlab`, else `~/.config/kdlab`; readable by its owner
/// only (0600).
public record Login(String url, String token, String fingerprint) {
    /// The folder of this user's settings.
    public static Path home() {
        String own = System.getenv("KDLAB_HOME");
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        String config = System.getenv("XDG_CONFIG_HOME");
        return config == null || config.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config", "kdlab")
                : Path.of(config, "kdlab");
    }

    /// The login of this user, or a line that says how to get one.
    public static Login load() {
        Path file = home().resolve("login");
        if (!Files.exists(file)) {
            throw new Failure("not signed in to a lab (" + file + " does not exist); run: kdlab login URL");
        }
        Properties read = new Properties();
        try {
            read.load(new StringReader(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(file + " cannot be read: " + e.getMessage() + "; run: kdlab login URL", e);
        }
        String url = read.getProperty("url", "");
        String token = read.getProperty("token", "");
        if (url.isEmpty() || token.isEmpty()) {
            throw new Failure(file + " names no url or no token; run: kdlab login URL");
        }
        return new Login(url, token, read.getProperty("fingerprint", ""));
    }

    /// Keeps it under a folder, which is made where it is missing.
    public void save(Path folder) {
        Properties written = new Properties();
        written.setProperty("url", url);
        written.setProperty("token", token);
        written.setProperty("fingerprint", fingerprint);
        StringWriter text = new StringWriter();
        try {
            written.store(text, "kdlab login; the token is a secret");
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(
                    folder,
                    "login",
                    null,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text.toString());
            Files.move(
                    fresh,
                    folder.resolve("login"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Failure("the login cannot be kept in " + folder + ": " + e.getMessage(), e);
        }
    }

    /// A client of that lab.
    public LabClient client() {
        return LabClient.of(
                LabAddress.parse(url, fingerprint.isEmpty() ? null : Fingerprint.parse(fingerprint)), token);
    }

    /// Never shows the token.
    @Override
    public String toString() {
        return "Login[" + url + "]";
    }
}
