package io.kdlab.appliance.command;

import io.kdlab.lab.client.LabAddress;
import io.kdlab.lab.client.LabClient;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab login URL`: keeps URL, token and the certificate's pinned fingerprint.
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = "Signs this user in to a lab: keeps its URL, your token and its certificate's fingerprint.",
        footer =
                "The token is asked for, or read from standard input when that is not a terminal; never from the command line.")
public final class LoginVerb implements Callable<Integer> {
    @Parameters(paramLabel = "URL", description = "The lab API, as the box prints it: https://box:8843")
    private String url = "";

    @Option(
            names = "--fingerprint",
            paramLabel = "SHA256",
            description = "The certificate's fingerprint as the box prints it; without it you are asked to compare.")
    private @Nullable String expected;

    @Override
    public Integer call() throws IOException {
        LabAddress seenAt = LabAddress.parse(url, null);
        String fingerprint = "";
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        if (seenAt.url().getScheme().equals("https")) {
            fingerprint = LabClient.shownBy(seenAt).toString();
            check(fingerprint, terminal ? console : null);
        }
        Login login = new Login(seenAt.toString(), token(terminal ? console : null), fingerprint);
        try (var lab = login.client()) {
            var me = lab.me();
            login.save(Login.home());
            System.out.printf(
                    "Signed in to %s as %s; kept in %s%n",
                    login.url(), me.name(), Login.home().resolve("login"));
        }
        return 0;
    }

    private void check(String shown, @Nullable Console console) {
        if (expected != null) {
            String wanted = expected.replace(":", "").toLowerCase(java.util.Locale.ROOT);
            if (!wanted.equals(shown.replace(":", "").toLowerCase(java.util.Locale.ROOT))) {
                throw new Failure("the box at " + url + " shows the fingerprint " + shown + ", not " + expected
                        + "; somebody may be in between, so nothing was kept");
            }
            return;
        }
        if (console == null) {
            throw new Failure("the box at " + url + " shows the fingerprint " + shown
                    + "; compare it with what the box printed and give it with --fingerprint");
        }
        String answer = console.readLine(
                "The box shows the fingerprint%n  %s%nIs it what the box printed at its start? [y/N] ", shown);
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
            throw new Failure("not signed in: the fingerprint was not confirmed");
        }
    }

    private static String token(@Nullable Console console) throws IOException {
        String token;
        if (console == null) {
            token = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } else {
            char[] typed = console.readPassword("Token: ");
            token = typed == null ? null : new String(typed);
        }
        if (token == null || token.isBlank()) {
            throw new Failure(
                    "no token was given; an admin issues them, and the box prints the first one at its first start");
        }
        return token.strip();
    }
}
