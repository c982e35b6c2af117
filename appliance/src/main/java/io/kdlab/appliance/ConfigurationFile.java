package io.kdlab.appliance;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.configuration.UndefinedEnvironmentVariableException;
import io.dropwizard.jackson.Jackson;
import io.kdlab.address.AddressException;
import io.kdlab.address.LinkAddress;
import io.kdlab.appliance.ApplianceConfiguration.TargetEntry;
import io.kdlab.appliance.command.Failure;
import io.kdlab.endpoint.EndpointAddress;
import io.kdlab.lab.DurationText;
import io.kdlab.lab.LabException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads the box's YAML, `${VARIABLE:-default}` replaced; a mistake is one line with the place and what is known
/// there.
public final class ConfigurationFile {
    private ConfigurationFile() {}

    /// Reads and checks everything that can be known without touching a wire.
    public static ApplianceConfiguration read(String file) {
        ObjectMapper mapper = Jackson.newObjectMapper(
                        new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION))
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        ApplianceConfiguration configuration;
        try (var source = new SubstitutingSourceProvider(
                        new FileConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(true))
                .open(file)) {
            JsonNode tree = mapper.readTree(source);
            if (tree == null || !tree.isObject()) {
                throw new Failure(file + " is empty; it needs store: and targets: (see appliance/README.md)");
            }
            checkKeys(file, "", tree, ApplianceConfiguration.class);
            for (Map.Entry<String, JsonNode> target : tree.path("targets").properties()) {
                checkKeys(file, "targets." + target.getKey() + ".", target.getValue(), TargetEntry.class);
            }
            configuration = mapper.treeToValue(tree, ApplianceConfiguration.class);
        } catch (UndefinedEnvironmentVariableException e) {
            throw new Failure(
                    file + ": an environment variable is not set; ${NAME:-default} gives it a default: "
                            + firstLine(String.valueOf(e.getMessage())),
                    e);
        } catch (UnrecognizedPropertyException e) {
            throw new Failure(
                    "%s: unknown key \"%s\"; known there: %s"
                            .formatted(
                                    file,
                                    path(e),
                                    e.getKnownPropertyIds().stream()
                                            .map(String::valueOf)
                                            .sorted()
                                            .collect(Collectors.joining(", "))),
                    e);
        } catch (MismatchedInputException e) {
            String message = firstLine(e.getOriginalMessage());
            String said = message.startsWith("Missing required creator property")
                    ? "the key is missing"
                    : message.startsWith("Cannot deserialize value of type `boolean`")
                            ? "write true or false"
                            : message;
            throw new Failure("%s: %s: %s".formatted(file, path(e), said), e);
        } catch (JsonMappingException e) {
            throw new Failure("%s: %s: %s".formatted(file, path(e), firstLine(e.getOriginalMessage())), e);
        } catch (JacksonException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            throw new Failure("%s%s: %s".formatted(file, place, firstLine(e.getOriginalMessage())), e);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new Failure("there is no configuration file " + file, e);
        } catch (IOException e) {
            throw new Failure(file + " cannot be read: " + e.getMessage(), e);
        }
        check(file, configuration);
        return configuration;
    }

    /// A key that nobody knows is told before one that is missing: it is the same key, mistyped.
    private static void checkKeys(String file, String place, JsonNode node, Class<? extends Record> shape) {
        List<String> known = Arrays.stream(shape.getRecordComponents())
                .map(RecordComponent::getName)
                .sorted()
                .toList();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!known.contains(field.getKey())) {
                throw new Failure("%s: unknown key \"%s\"; known there: %s"
                        .formatted(file, place + field.getKey(), String.join(", ", known)));
            }
        }
    }

    private static void check(String file, ApplianceConfiguration configuration) {
        if (configuration.targets().isEmpty()) {
            throw new Failure(file + ": targets: names none; add one with its wire:");
        }
        Map<String, String> wires = new LinkedHashMap<>();
        configuration.targets().forEach((name, entry) -> {
            String place = "targets." + name + ".wire";
            try {
                LinkAddress address = LinkAddress.parse(entry.wire());
                String other = address.shared() ? wires.put(address.canonical(), name) : null;
                if (other != null) {
                    throw new Failure("%s: %s: the port %s is the wire of \"%s\" already"
                            .formatted(file, place, address.text(), other));
                }
            } catch (AddressException e) {
                throw new Failure("%s: %s: %s".formatted(file, place, e.getMessage()), e);
            }
            checkCapture(file, name, entry);
        });
        java.util.Set<String> fronts = new TreeSet<>();
        for (String front : configuration.listen().fronts()) {
            try {
                if (!fronts.add(EndpointAddress.parse(front).toString())) {
                    throw new Failure("%s: listen.fronts: %s is given twice".formatted(file, front));
                }
            } catch (AddressException e) {
                throw new Failure("%s: listen.fronts: %s".formatted(file, e.getMessage()), e);
            }
        }
        if (!configuration.listen().api().matches(".+:\\d{1,5}")) {
            throw new Failure("%s: listen.api: \"%s\" is not HOST:PORT"
                    .formatted(file, configuration.listen().api()));
        }
        try {
            configuration.longestLease().ifPresent(DurationText::parse);
        } catch (LabException e) {
            throw new Failure("%s: longestLease: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static void checkCapture(String file, String name, TargetEntry entry) {
        try {
            entry.capture().ifPresent(ApplianceConfiguration.CaptureEntry::limits);
        } catch (IllegalArgumentException e) {
            throw new Failure("%s: targets.%s.capture: %s".formatted(file, name, e.getMessage()), e);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String firstLine(String message) {
        return String.valueOf(message)
                .lines()
                .findFirst()
                .orElse("cannot be read")
                .replaceAll("\\s*\\(.*", "");
    }
}
