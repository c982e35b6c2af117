package io.kdlab.appliance.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kdlab user NAME`: makes a user, if there is none of that name, and a token for them. For admins.
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        description = "Makes a user, if need be, and prints a new token for them, once. For admins.")
public final class UserVerb implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name = "";

    @Option(names = "--admin", description = "A new user becomes an admin.")
    private boolean admin;

    @Option(names = "--label", paramLabel = "TEXT", defaultValue = "kdlab user", description = "What the token is for.")
    private String label = "";

    @Override
    public Integer call() {
        try (var lab = Login.load().client()) {
            if (lab.users().stream().noneMatch(user -> user.name().equals(name))) {
                lab.addUser(name, admin ? "admin" : "user");
            }
            System.out.println(lab.issueToken(name, label).token());
        }
        return 0;
    }
}
