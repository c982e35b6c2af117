package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.expression.Wildcard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
    @ParameterizedTest
    @CsvSource({
        "nt, nt, true",
        "NT, nt, true",
        "nt, ntfs, false",
        "nt*, ntfs, true",
        "?t, nt, true",
        "[mn]t, nt, true",
        "[a-c]t, nt, false",
        "ab#c, abbbc, true",
        "ab#c, ac, true",
        "ab+c, ac, false",
        "a\\*, a*, true",
        "a\\*, ab, false",
        "a(b, a(b, true",
        "[a, [a, true",
        "[], [], true",
        "[z-a], [z-a], true",
        "*#x, *#x, true",
        "a##, aaa, true",
        "+a, +a, true"
    })
    void patternMatchesAsTheFieldsDo(String pattern, String name, boolean matches) {
        assertThat(new Wildcard(pattern).matches(name)).isEqualTo(matches);
    }
}
