# The images of both agents: docker build --target ingestion-agent . (or analysis-agent, or buildkite-server for the demo)
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -q -B -DskipTests -Dspotless.check.skip package dependency:copy-dependencies -DincludeScope=runtime \
      -DoutputDirectory=/lib-\${project.artifactId} -pl ingestion-agent,analysis-agent -am
# SQLite for other systems than this one is a third of the libraries.
RUN cd /lib-analysis-agent && mkdir sqlite && (cd sqlite && "$JAVA_HOME"/bin/jar xf ../sqlite-jdbc-*.jar && \
      find org/sqlite/native -mindepth 1 -maxdepth 1 ! -name Linux -exec rm -r {} + && \
      "$JAVA_HOME"/bin/jar cf ../sqlite-jdbc-*.jar .) && rm -r sqlite
# Only the modules that are needed: jdk.crypto.ec for TLS, jdk.httpserver for health and metrics, jdk.unsupported for libraries.
RUN "$JAVA_HOME"/bin/jlink --output /jre --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 \
      --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.unsupported

FROM build AS build-demo
RUN mvn -q -B -DskipTests -Dspotless.check.skip package dependency:copy-dependencies -DincludeScope=test \
      -DoutputDirectory=/lib-\${project.artifactId} -pl pipeline-it -am

FROM debian:bookworm-slim AS service
COPY --from=build /jre /opt/java
RUN useradd --system --uid 10001 --no-create-home destill
USER 10001
EXPOSE 8080
ENV DESTILL_HTTP_HOST=0.0.0.0 JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp"
# bash speaks HTTP well enough to ask whether the agent is ready.
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3"]

FROM service AS ingestion-agent
COPY --from=build /lib-ingestion-agent /src/ingestion-agent/target/ingestion-agent-0.1.0.jar /app/
ENTRYPOINT ["/opt/java/bin/java", "-cp", "/app/*", "io.destill.ingestion.service.IngestionService"]

FROM service AS analysis-agent
COPY --from=build /lib-analysis-agent /src/analysis-agent/target/analysis-agent-0.1.0.jar /app/
ENTRYPOINT ["/opt/java/bin/java", "-cp", "/app/*", "io.destill.analysis.service.AnalysisService"]

FROM service AS buildkite-server
# What this one server needs of all that the tests do.
COPY --from=build-demo /lib-pipeline-it/mockwebserver3-*.jar /lib-pipeline-it/ok*.jar /lib-pipeline-it/kotlin-stdlib-*.jar \
     /lib-pipeline-it/jackson-*.jar /app/
COPY --from=build-demo /src/pipeline-it/target/test-classes /app/classes
HEALTHCHECK NONE
ENTRYPOINT ["/opt/java/bin/java", "-cp", "/app/classes:/app/*", "io.destill.it.BuildkiteServer"]
CMD ["/app/classes/buildkite", "--port", "8099"]
