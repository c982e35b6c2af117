package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import io.kdlab.sim.SimFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a PDB says of 32-bit frames, row by row against `llvm-pdbutil`.
@Feature("M04")
class PdbFramesTest {
    private static final Pattern ROW = Pattern.compile(
            "([0-9A-F]{8}) \\| +(\\d+) \\| +(\\d+) \\| +(\\d+) \\| +\\d+ \\| +\\d+ \\| +(\\d+) \\|.*\\| +(?:true|false) \\| (.*)");

    @TempDir
    Path directory;

    @Test
    void everyRowIsFoundWhereItBegins() throws IOException {
        SimFiles.copyTo(directory);
        Path pdb = directory.resolve("simkernel32.pdb");
        PdbFile file = PdbFile.open(pdb);
        int rows = 0;
        for (String line :
                BuiltImage.lines("llvm-pdbutil", "dump", "-fpo", pdb.toString()).toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(file.frame(Integer.parseUnsignedInt(row.group(1), 16)))
                        .as(line)
                        .contains(new FrameData(
                                Integer.parseInt(row.group(3)),
                                Integer.parseInt(row.group(5)),
                                Integer.parseInt(row.group(4)),
                                row.group(6)));
                rows++;
            }
        }
        assertThat(rows).isGreaterThan(150);
        assertThat(file.frame(0)).isEmpty();
        assertThat(PdbFile.open(directory.resolve("simkernel.pdb")).frame(0x1000))
                .as("64-bit images have none")
                .isEmpty();
    }
}
