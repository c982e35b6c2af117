package io.kdlab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import io.kdlab.golden.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rate named from what the bit-level UART makes of it, for every pair of rates.
@Feature("3.3")
class BaudDetectionTest {
    private static final long SEED = Long.getLong("kdlab.seed", 1);
    /// kd: 9600, 19200, 38400, 57600, 115200.
    private static final List<Integer> DOCUMENTED = BaudDetection.RATES.subList(0, 5);

    private static final int MUCH = LineSample.KEPT;
    private static final int FRAME = 10;

    private static final Map<Integer, BaudDetection> DETECTIONS = new HashMap<>();

    private static BaudDetection at(int rate) {
        return DETECTIONS.computeIfAbsent(rate, BaudDetection::at);
    }

    @AfterAll
    static void forget() {
        DETECTIONS.clear();
    }

    record Pair(int sentAt, int sampledAt) {
        @Override
        public String toString() {
            return sentAt + " received at " + sampledAt;
        }
    }

    static Stream<Pair> documentedPairs() {
        return pairs(DOCUMENTED);
    }

    static Stream<Pair> allPairs() {
        return pairs(BaudDetection.RATES);
    }

    private static Stream<Pair> pairs(List<Integer> rates) {
        return rates.stream()
                .flatMap(sent -> rates.stream()
                        .filter(sampled -> !sampled.equals(sent))
                        .map(sampled -> new Pair(sent, sampled)));
    }

    /// What kernels really sent, from recordings, which the models have never seen.
    @ParameterizedTest
    @MethodSource("documentedPairs")
    @Feature(value = "3.3", on = On.REPLAY)
    void recordedKernelsHaveTheirRateNamed(Pair pair) {
        for (String name : Recording.NAMES) {
            List<byte[]> packets = Recording.load(name).from(true).stream()
                    .map(entry -> entry.bytes().toByteArray())
                    .toList();
            for (Uart.AfterError habit : Uart.AfterError.values()) {
                Uart.Line line = new Uart.Line(pair.sentAt(), pair.sampledAt(), 0, habit);
                assertThat(at(pair.sampledAt()).guess(received(packets.iterator(), line, MUCH)))
                        .as("%s, %s, the receiver %s", name, pair, habit)
                        .isEqualTo(new BaudGuess.Rate(pair.sentAt()));
            }
        }
    }

    /// With little to look at it may say nothing, but nothing false.
    @ParameterizedTest
    @MethodSource("documentedPairs")
    @Feature(value = "3.3", on = On.REPLAY)
    void aWrongRateIsNotNamedOnLittle(Pair pair) {
        for (String name : Recording.NAMES) {
            List<byte[]> packets = Recording.load(name).from(true).stream()
                    .map(entry -> entry.bytes().toByteArray())
                    .toList();
            for (Uart.AfterError habit : Uart.AfterError.values()) {
                Uart.Line line = new Uart.Line(pair.sentAt(), pair.sampledAt(), 0, habit);
                for (int length : new int[] {64, 128, 256, 512}) {
                    assertThat(at(pair.sampledAt()).guess(received(packets.iterator(), line, length)))
                            .as("%s, %s, the receiver %s, %d symbols", name, pair, habit, length)
                            .isIn(new BaudGuess.Rate(pair.sentAt()), new BaudGuess.NoIdea());
                }
            }
        }
    }

    /// Other contents than the models were taught with, by another seed.
    @ParameterizedTest
    @MethodSource("documentedPairs")
    void otherTrafficHasItsRateNamedToo(Pair pair) {
        for (long seed = SEED; seed < SEED + 3; seed++) {
            KdTraffic traffic = new KdTraffic(seed);
            Uart.Line line = Uart.Line.of(pair.sentAt(), pair.sampledAt());
            int[] symbols = received(Stream.generate(traffic::next).iterator(), line, MUCH);
            assertThat(at(pair.sampledAt()).guess(symbols))
                    .as("%s, kdlab.seed=%d", pair, seed)
                    .isEqualTo(new BaudGuess.Rate(pair.sentAt()));
        }
    }

    /// A sender that rests for some part of a bit between its bytes is harder: nothing false is said of it.
    @ParameterizedTest
    @MethodSource("documentedPairs")
    void aSenderThatRestsIsNotMisnamed(Pair pair) {
        Random random = new Random(SEED);
        for (int i = 0; i < 4; i++) {
            double rest = random.nextDouble() * 2;
            KdTraffic traffic = new KdTraffic(random.nextLong());
            Uart.Line line = new Uart.Line(pair.sentAt(), pair.sampledAt(), rest, Uart.AfterError.WAITS);
            int[] symbols = received(Stream.generate(traffic::next).iterator(), line, MUCH);
            assertThat(at(pair.sampledAt()).guess(symbols))
                    .as("%s, rests of %s bits, kdlab.seed=%d", pair, rest, SEED)
                    .isIn(new BaudGuess.Rate(pair.sentAt()), new BaudGuess.NoIdea());
        }
    }

    /// Beyond the documented rates: named as long as a bit of the sender is no longer than a byte of the
    /// receiver.
    @ParameterizedTest
    @MethodSource("allPairs")
    void theRatesOfFasterUartsAreNamedOrBounded(Pair pair) {
        KdTraffic traffic = new KdTraffic(SEED);
        Uart.Line line = Uart.Line.of(pair.sentAt(), pair.sampledAt());
        int[] symbols = received(Stream.generate(traffic::next).iterator(), line, MUCH);
        BaudGuess guess = at(pair.sampledAt()).guess(symbols);
        if (pair.sentAt() * FRAME > pair.sampledAt()) {
            assertThat(guess).as("kdlab.seed=%d", SEED).isEqualTo(new BaudGuess.Rate(pair.sentAt()));
        } else if (guess instanceof BaudGuess.AtMost(int most)) {
            assertThat(pair.sentAt()).isLessThanOrEqualTo(most);
        } else {
            assertThat(guess).isEqualTo(new BaudGuess.Rate(pair.sentAt()));
        }
    }

    @Test
    void noiseHasNoRate() {
        Random random = new Random(SEED);
        for (int rate : DOCUMENTED) {
            for (double errors : new double[] {0, 0.05, 0.2, 0.5, 0.8, 1}) {
                for (int length : new int[] {BaudDetection.FEWEST, 256, MUCH}) {
                    int[] noise = IntStream.range(0, length)
                            .map(_ -> random.nextInt(256) | (random.nextDouble() < errors ? LineSample.ERROR : 0))
                            .toArray();
                    assertThat(at(rate).guess(noise))
                            .as("%d bytes at %d, %s errors, kdlab.seed=%d", length, rate, errors, SEED)
                            .isEqualTo(new BaudGuess.NoIdea());
                }
            }
        }
    }

    /// A floating line: levels of chance that last for times of chance, received as a UART does.
    @Test
    void aFloatingLineHasNoRate() {
        for (int rate : DOCUMENTED) {
            Random random = new Random(SEED + rate);
            byte[] levels = new byte[20_000];
            random.nextBytes(levels);
            // A sender much faster than every candidate and in step with none.
            int[] noise = Uart.receive(levels, 7_340_032, rate).symbols();
            int[] enough = noise.length >= BaudDetection.FEWEST ? noise : new int[0];
            assertThat(at(rate).guess(enough)).as("at %d", rate).isEqualTo(new BaudGuess.NoIdea());
        }
    }

    @Test
    void aConsoleAtTheRightRateIsNotTakenForATarget() {
        String text =
                "Debian GNU/Linux 12 bench ttyS0\r\n\r\nbench login: [ 1.234567] usb 1-1: new full-speed USB device\r\n";
        int[] symbols = IntStream.range(0, MUCH)
                .map(i -> text.charAt(i % text.length()))
                .toArray();
        for (int rate : DOCUMENTED) {
            assertThat(at(rate).guess(symbols)).isEqualTo(new BaudGuess.NoIdea());
        }
    }

    @Test
    void trafficAtTheRightRateIsNotGarbage() {
        KdTraffic traffic = new KdTraffic(SEED);
        for (int rate : DOCUMENTED) {
            int[] symbols = received(Stream.generate(traffic::next).iterator(), Uart.Line.of(rate, rate), MUCH);
            assertThat(at(rate).guess(symbols)).isEqualTo(new BaudGuess.NoIdea());
        }
    }

    @Test
    void aLineThatRepeatsItselfSaysNothing() {
        for (int symbol : new int[] {0, 0xff, 0x55, 0x1ff, 0x0d}) {
            int[] symbols = new int[MUCH];
            Arrays.fill(symbols, symbol);
            assertThat(at(19_200).guess(symbols)).isEqualTo(new BaudGuess.NoIdea());
        }
    }

    @Test
    void breaksAloneBoundTheRate() {
        int[] breaks = new int[BaudDetection.FEWEST];
        Arrays.fill(breaks, LineSample.ERROR);
        assertThat(at(9600).guess(breaks)).isEqualTo(new BaudGuess.NoIdea());
        assertThat(at(115_200).guess(breaks)).isEqualTo(new BaudGuess.Rate(9600));
        assertThat(at(921_600).guess(breaks)).isEqualTo(new BaudGuess.AtMost(57_600));
    }

    @Test
    void littleSaysNothing() {
        int[] few = received(
                Stream.generate(new KdTraffic(SEED)::next).iterator(),
                Uart.Line.of(57_600, 115_200),
                BaudDetection.FEWEST - 1);
        assertThat(at(115_200).guess(few)).isEqualTo(new BaudGuess.NoIdea());
    }

    /// What comes in of packets that are sent with pauses between them.
    private static int[] received(Iterator<byte[]> packets, Uart.Line line, int enough) {
        List<Integer> symbols = new ArrayList<>();
        while (symbols.size() < enough && packets.hasNext()) {
            Arrays.stream(Uart.receive(packets.next(), line).symbols()).forEach(symbols::add);
        }
        return symbols.stream().limit(enough).mapToInt(Integer::intValue).toArray();
    }
}
