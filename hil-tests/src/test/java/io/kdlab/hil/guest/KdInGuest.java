package io.kdlab.hil.guest;

import io.kdlab.address.LinkAddress;
import io.kdlab.connection.ConnectionException;
import io.kdlab.connection.ConnectionOptions;
import io.kdlab.connection.KdConnection;
import io.kdlab.connection.LinkNotice;
import io.kdlab.message.Continue2;
import io.kdlab.message.Manipulate;
import io.kdlab.message.ReadMemory;
import io.kdlab.message.WriteMemory;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import io.kdlab.value.Epoch;
import io.kdlab.value.NtStatus;
import java.time.Duration;
import java.util.List;

/// A connection to a target over a device of the guest. The argument is its address; the test says `break`,
/// `go`, `read ADDRESS LENGTH`, `write ADDRESS HEX` or `close`, and hears each notice of the link by its
/// name.
final class KdInGuest implements GuestProgram {
    private static final Epoch EPOCH = new Epoch(1);
    private static final Duration REQUEST = Duration.ofSeconds(60);
    private static final NtStatus CONTINUE = new NtStatus(0x0001_0002);

    @Override
    public void run(GuestVoice voice, List<String> arguments) throws Exception {
        LinkAddress address = LinkAddress.parse(arguments.getFirst());
        ConnectionOptions options = ConnectionOptions.standard().withEpoch(EPOCH);
        try (KdConnection link = KdConnection.open(address, options, notice -> voice.say(told(notice)))) {
            String[] words = voice.hear().split(" ");
            while (!words[0].equals("close")) {
                obey(words, link, voice);
                words = voice.hear().split(" ");
            }
        }
        voice.say("closed");
    }

    private static void obey(String[] words, KdConnection link, GuestVoice voice)
            throws ConnectionException, InterruptedException {
        switch (words[0]) {
            case "break" -> link.breakIn(EPOCH);
            case "go" -> link.send(EPOCH, Manipulate.request(0, Continue2.of(CONTINUE, false, 0x400)));
            case "read" -> {
                int length = Integer.parseInt(words[2]);
                Manipulate reply = link.request(
                        EPOCH, Manipulate.request(0, new ReadMemory(address(words[1]), length, 0)), REQUEST);
                voice.say("read " + reply.status() + " " + reply.data().length() + " "
                        + reply.data().toHex());
            }
            case "write" -> {
                Bytes data = Bytes.ofHex(words[2]);
                Manipulate request = Manipulate.request(0, new WriteMemory(address(words[1]), data.length(), 0), data);
                voice.say("written " + link.request(EPOCH, request, REQUEST).status());
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static Address address(String hex) {
        return new Address(Long.parseUnsignedLong(hex, 16));
    }

    private static String told(LinkNotice notice) {
        String what = switch (notice) {
            case LinkNotice.LinkUp up -> " " + up.text();
            case LinkNotice.LinkDown down -> " " + down.cause();
            case LinkNotice.Waiting waiting -> " " + waiting.what();
            case LinkNotice.BreakInUnanswered unanswered -> " " + unanswered.cause();
            case LinkNotice.Printed printed -> " " + printed.text();
            case LinkNotice.StateChanged stop ->
                " " + stop.change().header().programCounter() + (stop.brokenIn() ? " broken in" : "");
            default -> "";
        };
        return notice.getClass().getSimpleName() + what;
    }
}
