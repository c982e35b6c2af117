package io.kdlab.hil;

import io.kdlab.feature.On;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The table of `doc/features.md`: who claims what, found in the compiled tests of all modules.
final class FeatureTable {
    private static final List<String> MODULES = List.of(
            "kd-transports/target/test-classes",
            "engine/target/test-classes",
            "lab-api/target/test-classes",
            "appliance/target/test-classes");

    /// One claim of one test.
    private record Claim(String id, String test, On on) {}

    private FeatureTable() {}

    /// The page.
    static String page() throws IOException {
        Map<String, List<Claim>> claims = new TreeMap<>(Comparator.comparing(FeatureTable::sortKey));
        for (Claim claim : claims()) {
            claims.computeIfAbsent(claim.id(), id -> new ArrayList<>()).add(claim);
        }
        Map<String, String> notDone = notDone();
        StringBuilder page = new StringBuilder("""
                # Features and the tests that show them

                Generated from the `@Feature` marks of all modules' tests; `./mvnw verify -Dkdlab.docs.write=true` writes it anew.
                `2.4` is section 4 of issue 2; `L01` is a row of the feature table. What a test ran on, strongest truth first: QEMU kernel, kdd,
                real process, replay, sim, unit.

                | id | test | ran on |
                |---|---|---|
                """);
        claims.forEach((id, tests) -> tests.stream()
                .distinct()
                .sorted(Comparator.comparing(Claim::on).thenComparing(Claim::test))
                .forEach(claim -> page.append("| %s | %s | %s |%n"
                        .formatted(claim.id(), claim.test(), claim.on().label()))));
        page.append("\n## Claimed by no test\n\n");
        notDone.forEach((id, why) -> {
            if (!claims.containsKey(id)) {
                page.append("- %s: not done: %s%n".formatted(id, why));
            }
        });
        return page.toString();
    }

    /// Sections of the issue that nobody claims and that have no reason why not.
    static List<String> gaps() throws IOException {
        List<String> claimed = claims().stream().map(Claim::id).distinct().toList();
        Map<String, String> notDone = notDone();
        List<String> found = new ArrayList<>();
        for (int section = 1; section <= 8; section++) {
            String id = "2." + section;
            if (!claimed.contains(id) && !notDone.containsKey(id)) {
                found.add(id + " is claimed by no test, and not-done.txt does not say why");
            }
        }
        return found;
    }

    private static String sortKey(String id) {
        return Character.isDigit(id.charAt(0)) ? "0" + id : id;
    }

    private static Map<String, String> notDone() throws IOException {
        Map<String, String> reasons = new TreeMap<>(Comparator.comparing(FeatureTable::sortKey));
        try (InputStream file = FeatureTable.class.getResourceAsStream("/not-done.txt")) {
            if (file == null) {
                throw new IOException("not-done.txt is missing");
            }
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        String[] parts = line.split(": ", 2);
                        reasons.put(parts[0].strip(), parts[1].strip());
                    });
        }
        return reasons;
    }

    private static List<Claim> claims() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String module : MODULES) {
            Path folder = TargetKernel.root().resolve(module);
            if (!Files.isDirectory(folder)) {
                throw new IOException(
                        folder + " is missing: compile the tests of all modules first (./mvnw test-compile)");
            }
            folders.add(folder);
        }
        folders.add(Path.of(FeatureTable.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()));
        List<Claim> claims = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> classes;
            try (Stream<Path> files = Files.walk(folder)) {
                classes = files.filter(file -> file.toString().endsWith(".class"))
                        .sorted()
                        .toList();
            }
            for (Path file : classes) {
                claim(ClassFile.of().parse(file), claims);
            }
        }
        return claims;
    }

    /// Read from the class file: a test need not be loadable here to claim something.
    private static void claim(ClassModel type, List<Claim> claims) {
        String name = type.thisClass().asInternalName().replace('/', '.').replaceFirst("^io\\.kdlab\\.", "");
        add(type, name, claims);
        for (MethodModel method : type.methods()) {
            add(method, name + "." + method.methodName().stringValue(), claims);
        }
    }

    private static void add(AttributedElement element, String test, List<Claim> claims) {
        element.findAttribute(Attributes.runtimeVisibleAnnotations())
                .ifPresent(all -> all.annotations().forEach(one -> add(one, test, claims)));
    }

    private static void add(Annotation annotation, String test, List<Claim> claims) {
        boolean one = annotation.className().stringValue().equals("Lio/kdlab/feature/Feature;");
        boolean several = annotation.className().stringValue().equals("Lio/kdlab/feature/Features;");
        if (!one && !several) {
            return;
        }
        String id = "";
        On on = On.NOTHING_ELSE;
        for (AnnotationElement element : annotation.elements()) {
            switch (element.value()) {
                case AnnotationValue.OfString text -> id = text.stringValue();
                case AnnotationValue.OfEnum constant ->
                    on = On.valueOf(constant.constantName().stringValue());
                case AnnotationValue.OfArray array ->
                    array.values().forEach(value -> {
                        if (value instanceof AnnotationValue.OfAnnotation inner) {
                            add(inner.annotation(), test, claims);
                        }
                    });
                default -> throw new IllegalStateException("a @Feature holds " + element.value());
            }
        }
        if (one) {
            claims.add(new Claim(id, test, on));
        }
    }
}
