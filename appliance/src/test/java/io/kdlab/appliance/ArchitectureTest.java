package io.kdlab.appliance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kdlab.feature.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The walls of the design, §3, and what style §6 enforces. A wall that is in the way is discussed, not tunnelled.
@Feature("2.1")
class ArchitectureTest {
    /// The data path: a package uses only those before it, in its own module and in the modules before.
    private static final List<List<String>> MODULES = List.of(
            List.of(
                    "value",
                    "address",
                    "layout",
                    "packet",
                    "link",
                    "message",
                    "fault",
                    "transport",
                    "connection",
                    "capture",
                    "sim",
                    "replay",
                    "endpoint",
                    "relay",
                    "remote"),
            List.of(
                    "arch",
                    "target",
                    "stub",
                    "dump",
                    "gdb",
                    "memory",
                    "symbol",
                    "unwind",
                    "session",
                    "breakpoint",
                    "expression",
                    "inspect",
                    "command",
                    "engine",
                    "rpc"),
            List.of("lab", "lab.store", "lab.lease", "lab.v1", "lab.error", "lab.resource", "lab.client"));

    private static final String GENERATED = "io.kdlab.rpc.v1..";

    private static JavaClasses all;
    private static JavaClasses own;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // The tests of kd-transports come as a jar.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.kdlab");
        own = all.that(are(not(resideInAPackage(GENERATED)))).that(are(not(resideInAPackage("io.kdlab.feature.."))));
        assertThat(own.size()).isGreaterThan(200);
    }

    @Test
    void packagesUseOnlyWhatComesBeforeThem() {
        List<String> faults = new ArrayList<>();
        for (int module = 0; module < MODULES.size(); module++) {
            List<String> order = MODULES.get(module);
            for (JavaClass from : own) {
                int here = place(order, from);
                if (here < 0) {
                    continue;
                }
                for (var dependency : from.getDirectDependenciesFromSelf()) {
                    JavaClass to = dependency.getTargetClass();
                    int there = place(order, to);
                    if (there > here || isOfLaterModule(module, to)) {
                        faults.add(dependency.getDescription());
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    /// The place of a class in a module's order, or -1.
    private static int place(List<String> order, JavaClass type) {
        String name = type.getPackageName();
        int best = -1;
        int length = -1;
        for (int i = 0; i < order.size(); i++) {
            String candidate = "io.kdlab." + order.get(i);
            if ((name.equals(candidate) || name.startsWith(candidate + ".")) && candidate.length() > length) {
                best = i;
                length = candidate.length();
            }
        }
        return best;
    }

    private static boolean isOfLaterModule(int module, JavaClass to) {
        if (to.getPackageName().startsWith("io.kdlab.appliance")) {
            return true;
        }
        for (int later = module + 1; later < MODULES.size(); later++) {
            if (place(MODULES.get(later), to) >= 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theEngineReachesTheWireOnlyThroughItsDoors() {
        Set<String> doors = Set.of("connection", "message", "value", "address", "endpoint", "capture");
        String[] engine =
                MODULES.get(1).stream().map(name -> "io.kdlab." + name + "..").toArray(String[]::new);
        String[] forbidden = MODULES.get(0).stream()
                .filter(name -> !doors.contains(name) && !name.equals("transport"))
                .map(name -> "io.kdlab." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that(resideInAnyPackage(engine))
                .should()
                .dependOnClassesThat(resideInAnyPackage(forbidden))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.kdlab.transport.serial..",
                        "io.kdlab.transport.net..",
                        "io.kdlab.transport.pipe..",
                        "io.kdlab.transport.device..",
                        "io.kdlab.transport.usb..",
                        "io.kdlab.transport.ieee1394.."))
                .check(own);
    }

    @Test
    void onlyTheStubReachesALiveKernel() {
        noClasses()
                .that(resideInAnyPackage(MODULES.get(1).stream()
                        .filter(name -> !name.equals("stub"))
                        .map(name -> "io.kdlab." + name + "..")
                        .toArray(String[]::new)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.kdlab.connection..", "io.kdlab.message.."))
                .check(own);
    }

    @Test
    void nettyStaysWhereBytesFlow() {
        noClasses()
                .that(resideInAnyPackage(
                        "io.kdlab.value..", "io.kdlab.address..", "io.kdlab.layout..", "io.kdlab.message.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty.."))
                .check(own);
        noClasses()
                .that(are(not(resideInAnyPackage("io.kdlab.rpc.."))))
                .and(resideInAnyPackage(MODULES.get(1).stream()
                        .map(name -> "io.kdlab." + name + "..")
                        .toArray(String[]::new)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty..", "io.grpc.."))
                .check(own);
        noClasses()
                .that(resideInAnyPackage("io.kdlab.lab.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.netty..", "io.grpc..", "io.kdlab.transport..", "io.kdlab.connection.."))
                .check(own);
        noClasses()
                .that(resideInAnyPackage("io.kdlab.rpc..", "io.kdlab.engine..", "io.kdlab.session.."))
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty.buffer.."))
                .check(own);
    }

    @Test
    void noRecordHoldsABuffer() {
        fields().that()
                .areDeclaredInClassesThat()
                .areAssignableTo(Record.class)
                .should()
                .notHaveRawType("io.netty.buffer.ByteBuf")
                .check(own);
    }

    @Test
    void nativeLibrariesStayInTheirPackages() {
        noClasses()
                .that(are(not(resideInAPackage("io.kdlab.transport.serial.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("com.fazecast.."))
                .check(own);
        noClasses()
                .that(are(not(resideInAPackage("io.kdlab.transport.usb.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("org.usb4java.."))
                .check(own);
        noClasses()
                .that(are(not(resideInAnyPackage(
                        "io.kdlab.transport.serial..",
                        "io.kdlab.transport.ieee1394..",
                        "io.kdlab.transport.device..",
                        "io.kdlab.arch.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("com.sun.jna.."))
                .check(own);
    }

    @Test
    void webAndStoreStayInTheLab() {
        noClasses()
                .that(are(not(resideInAnyPackage("io.kdlab.lab..", "io.kdlab.appliance.."))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "jakarta.ws.rs..", "com.fasterxml.jackson..", "io.dropwizard..", "java.sql.."))
                .check(own);
        noClasses()
                .that(are(not(resideInAPackage("io.kdlab.lab.store.."))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.jdbi..", "org.flywaydb..", "java.sql.."))
                .check(own);
    }

    @Test
    void nobodyImportsTheAppliance() {
        noClasses()
                .that(are(not(resideInAPackage("io.kdlab.appliance.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("io.kdlab.appliance.."))
                .check(own);
        methods()
                .that()
                .haveName("main")
                .and()
                .areStatic()
                .should()
                .beDeclaredIn(Kdlab.class)
                .check(own);
    }

    @Test
    void protocolAndEngineAskAClockForTheTime() {
        noClasses()
                .that(resideInAnyPackage(
                        "io.kdlab.link..",
                        "io.kdlab.session..",
                        "io.kdlab.breakpoint..",
                        "io.kdlab.command..",
                        "io.kdlab.engine.."))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(own);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager)")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(own);
    }

    @Test
    void messagesAndPublishedRecordsAreData() {
        classes()
                .that(resideInAPackage("io.kdlab.lab.v1.."))
                .and(are(not(simpleNameEndingWith("package-info"))))
                .and()
                .arePublic()
                .should()
                .beRecords()
                .orShould()
                .beEnums()
                .orShould()
                .beInterfaces()
                .check(own);
        classes()
                .that(resideInAPackage("io.kdlab.message.."))
                .and(are(not(simpleNameEndingWith("package-info"))))
                .and()
                .arePublic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should(BeDataOrCodec.INSTANCE)
                .check(own);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new HashSet<>();
        for (JavaClass type : own) {
            JavaPackage home = type.getPackage();
            if (home.tryGetAnnotationOfType(NullMarked.class).isEmpty()) {
                unmarked.add(home.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }
}
