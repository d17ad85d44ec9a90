# syntax=docker/dockerfile:1
# Checked statically (tests/deploy), not run here: nothing has built this image yet.
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm npm run build:binary
# A volume takes its owner from the folder that it is first mounted over.
RUN mkdir /data

# The C library and certificates, no shell: what runs is one executable.
FROM gcr.io/distroless/base-debian12
COPY --from=build /src/dist/parley /usr/local/bin/parley
COPY --from=build --chown=65532:65532 /data /data
ENV HOST=0.0.0.0 PORT=3030 PARLEY_DATA_DIR=/data
# Nobody's number on the machine outside.
USER 65532:65532
VOLUME /data
EXPOSE 3030
# Ready, not only alive: whoever waits for this container waits for its database, too.
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/usr/local/bin/parley", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/parley"]
