package io.kdlab.lab.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonView;
import io.dropwizard.auth.Auth;
import io.kdlab.feature.Feature;
import io.swagger.v3.core.util.Yaml;
import io.swagger.v3.jaxrs2.Reader;
import io.swagger.v3.jaxrs2.ResolvedParameter;
import io.swagger.v3.jaxrs2.ext.AbstractOpenAPIExtension;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtension;
import io.swagger.v3.jaxrs2.ext.OpenAPIExtensions;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The published contract is the code's: a change of the API shows as a change of `doc/openapi.yaml`.
@Feature("2.7")
final class OpenApiTest {
    /// Leaves out what the server fills in: swagger would take it for the request's body.
    private static final class FromTheServer extends AbstractOpenAPIExtension {
        @Override
        public ResolvedParameter extractParameters(
                List<Annotation> annotations,
                Type type,
                Set<Type> typesToSkip,
                Components components,
                Consumes classConsumes,
                Consumes methodConsumes,
                boolean includeRequestBody,
                @Nullable JsonView jsonViewAnnotation,
                Iterator<OpenAPIExtension> chain) {
            if (annotations.stream().anyMatch(given -> given instanceof Auth || given instanceof Context)) {
                return new ResolvedParameter();
            }
            return super.extractParameters(
                    annotations,
                    type,
                    typesToSkip,
                    components,
                    classConsumes,
                    methodConsumes,
                    includeRequestBody,
                    jsonViewAnnotation,
                    chain);
        }
    }

    @TempDir
    private Path directory;

    @Test
    void thePublishedContractIsCurrent() throws Exception {
        String generated;
        try (var lab = new LabServer(directory)) {
            generated = generate(lab.api);
        }
        var root = Path.of(System.getProperty("kdlab.root", ".."));
        var published = root.resolve("lab-api/doc/openapi.yaml");
        if (!Files.exists(published) || !Files.readString(published).equals(generated)) {
            var fresh = Files.writeString(root.resolve("lab-api/target/openapi.yaml"), generated);
            assertThat(published)
                    .as("the API changed; look at the difference, and if it is meant: cp %s %s", fresh, published)
                    .exists()
                    .content()
                    .isEqualTo(generated);
        }
    }

    private static String generate(LabApi api) throws IOException {
        var extensions = new ArrayList<>(OpenAPIExtensions.getExtensions());
        extensions.addFirst(new FromTheServer());
        OpenAPIExtensions.setExtensions(extensions);
        var classes = new LinkedHashSet<Class<?>>();
        api.resources().forEach(resource -> classes.add(resource.getClass()));
        var bare = new OpenAPI()
                .info(new Info().title("kdlab lab API").version("v1"))
                .addServersItem(new Server().url("/api"))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
        var read = new Reader(bare).read(classes);
        // Reflection promises no order.
        var paths = new Paths();
        paths.putAll(new TreeMap<>(read.getPaths()));
        read.setPaths(paths);
        read.getComponents().setSchemas(new TreeMap<>(read.getComponents().getSchemas()));
        return Yaml.pretty().writeValueAsString(read);
    }
}
